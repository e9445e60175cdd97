package dev.tributary.agent;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Optional;

/** Reads {@code host:port}, with brackets around an IPv6 host, and tries whether an agent could listen there. */
final class SocketAddresses {
    private SocketAddresses() {}

    /** The host of {@code host:port}, without brackets. */
    static String host(String address) {
        String host = address.substring(0, address.lastIndexOf(':'));
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /** The port of {@code host:port}. */
    static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /**
     * Why nobody can listen at {@code address}, as one sentence; empty when it is free. {@code setting} is the
     * configuration path to change.
     */
    static Optional<String> occupied(String address, String setting) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName(host(address)), port(address)));
            return Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.of(refusal(address, "unknown host", setting));
        } catch (BindException e) {
            return Optional.of(refusal(address, word(e), setting));
        } catch (IOException e) {
            return Optional.of(refusal(address, String.valueOf(e.getMessage()), setting));
        }
    }

    private static String refusal(String address, String why, String setting) {
        return "cannot listen on " + address + ": " + why + "; choose another with " + setting;
    }

    private static String word(BindException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.startsWith("Address already in use") ? "address already in use" : message;
    }
}
