package dev.tributary.web;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A caller that says exactly what a test wants, also what no HTTP client would. */
final class RawClient implements AutoCloseable {
    private final Socket socket = new Socket();
    private final BufferedReader reader;

    RawClient(int port) {
        try {
            socket.setReceiveBufferSize(8 * 1024);
            socket.setSoTimeout(20_000);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends these lines as a request without a body. */
    RawClient request(String... lines) {
        return write(String.join("\r\n", lines) + "\r\n\r\n");
    }

    RawClient write(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next line, null at the end of the connection. */
    String line() {
        try {
            return reader.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The status of the answer. */
    int status() {
        String line = line();
        return line == null ? -1 : Integer.parseInt(line.split(" ", 3)[1]);
    }

    /** Reads on up to a line that starts so, and returns what follows. */
    String after(String start) {
        for (String line = line(); line != null; line = line()) {
            if (line.startsWith(start)) {
                return line.substring(start.length());
            }
        }
        throw new AssertionError("the connection ended before \"" + start + "\"");
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
