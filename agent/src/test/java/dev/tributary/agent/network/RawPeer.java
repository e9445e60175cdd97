package dev.tributary.agent.network;

import dev.tributary.agent.identity.Identity;
import dev.tributary.agent.sync.SyncLimits;
import dev.tributary.agent.sync.SyncMessage;
import io.vertx.core.buffer.Buffer;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** The other end of a link as a plain blocking socket: it does what it is told, and nothing that a good agent does. */
final class RawPeer implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final MessageCodec codec = new MessageCodec(SyncLimits.STANDARD);
    private final SSLSocket socket;
    private final DataInputStream in;

    /** Connects and shakes hands. */
    RawPeer(Identity identity, String address) throws IOException, GeneralSecurityException {
        SSLContext tls = SSLContext.getInstance("TLSv1.3");
        tls.init(
                new KeyManager[] {new OwnKey(identity)},
                new TrustManager[] {new PeerTrust(identity.author(), key -> true)},
                null);
        this.socket = (SSLSocket) tls.getSocketFactory().createSocket(plain(address, "127.0.0.1"), "agent", 0, true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.startHandshake();
        this.in = new DataInputStream(socket.getInputStream());
    }

    /** A TCP connection without TLS, from a loopback address of choice. */
    static Socket plain(String address, String from) throws IOException {
        HostPort target = HostPort.parse(address);
        Socket plain = new Socket();
        plain.setSoTimeout(PATIENCE_MILLIS);
        plain.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        plain.connect(new InetSocketAddress(target.host(), target.port()));
        return plain;
    }

    /** True when the other side ends the connection, one way or another, before the patience ends. */
    static boolean isClosed(Socket socket) {
        try {
            byte[] sink = new byte[4096];
            while (socket.getInputStream().read(sink) >= 0) {
                // What comes before the end does not matter.
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    SSLSocket socket() {
        return socket;
    }

    void send(SyncMessage message) throws IOException {
        send(encoded(message));
    }

    Buffer encoded(SyncMessage message) {
        return codec.encode(message);
    }

    void send(Buffer bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes());
        socket.getOutputStream().flush();
    }

    /** A frame of any bytes. */
    void send(int type, byte[] body) throws IOException {
        send(Buffer.buffer().appendInt(body.length).appendByte((byte) type).appendBytes(body));
    }

    /** The next message. */
    SyncMessage read() throws IOException {
        byte[] body = new byte[in.readInt()];
        FrameType type = Objects.requireNonNull(FrameType.of(in.readUnsignedByte()));
        in.readFully(body);
        return Objects.requireNonNull(codec.decode(type, body).message());
    }

    /** Reads up to the goodbye and returns its reason. */
    String readBye() throws IOException {
        SyncMessage message = read();
        while (!(message instanceof SyncMessage.Bye)) {
            message = read();
        }
        return ((SyncMessage.Bye) message).reason();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
