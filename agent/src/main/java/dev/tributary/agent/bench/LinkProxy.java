package dev.tributary.agent.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A bad link on loopback: TCP connections to {@link #address} reach the target late, slowly, or not at all. Bytes pass
 * as they are, so TLS goes through. Two threads serve each direction of a connection; all end with {@link #close}. Safe
 * from any thread.
 *
 * @since 0.1
 */
public final class LinkProxy implements AutoCloseable {
    private static final int CONNECT_MILLIS = 10_000;

    private final ServerSocket server;
    private final InetSocketAddress target;
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Way way;
    private volatile boolean down;
    private volatile boolean silentThere;
    private volatile boolean silentBack;

    /**
     * What a direction does to bytes.
     *
     * @param delayMillis how much later they arrive, at least
     * @param perSecond the most that pass in a second; 0 for any
     * @param buffer how many bytes wait at the narrow place before the sender is held up
     * @since 0.1
     */
    public record Way(long delayMillis, long perSecond, int buffer) {
        /** No delay, any rate. */
        public static final Way FREE = new Way(0, 0, 1 << 20);

        /** A narrow link of so many bits in a second and so long a round trip. */
        public static Way of(long bitsPerSecond, long roundTripMillis) {
            return new Way(roundTripMillis / 2, bitsPerSecond / 8, 64 * 1024);
        }
    }

    /** The two sockets of one connection. */
    private record Pair(Socket near, Socket far) {
        /** Resets both. */
        void cut() {
            for (Socket socket : new Socket[] {near, far}) {
                try {
                    socket.setSoLinger(true, 0);
                } catch (SocketException e) {
                    // It is closed already.
                }
                closeQuietly(socket);
            }
        }
    }

    private LinkProxy(ServerSocket server, InetSocketAddress target, Way way) {
        this.server = server;
        this.target = target;
        this.way = way;
    }

    /** Begins to accept. {@code target} is {@code host:port}. */
    public static LinkProxy to(String target, Way way) throws IOException {
        int colon = target.lastIndexOf(':');
        InetSocketAddress far =
                new InetSocketAddress(target.substring(0, colon), Integer.parseInt(target.substring(colon + 1)));
        ServerSocket server = new ServerSocket();
        if (way.perSecond() > 0) {
            server.setReceiveBufferSize(way.buffer());
        }
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        LinkProxy proxy = new LinkProxy(server, far, way);
        daemon("accept", proxy::accept);
        return proxy;
    }

    /** Where to dial instead of the target. */
    public String address() {
        return "127.0.0.1:" + server.getLocalPort();
    }

    /** Bytes that passed both ways, TLS and all. */
    public long bytes() {
        return bytes.get();
    }

    /** Connections that were made. */
    public int connections() {
        return connections.get();
    }

    /** From now on. */
    public void become(Way other) {
        way = other;
    }

    /** Cuts all connections; new ones are cut too until {@link #up}. */
    public void down() {
        down = true;
        cut();
    }

    /** Lets connections through again. */
    public void up() {
        down = false;
    }

    /** Cuts the connections that there are. */
    public void cut() {
        pairs.forEach(Pair::cut);
    }

    /**
     * Swallows what comes from now on, in the direction of who dialled to the target ({@code there}) and back. A
     * connection that lost something must never go on, so whoever ends the silence cuts.
     */
    public void silence(boolean there, boolean back) {
        silentThere = there;
        silentBack = back;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                daemon("connect", () -> connect(near));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new IllegalStateException("the proxy cannot accept", e);
                }
            }
        }
    }

    private void connect(Socket near) {
        Socket far = new Socket();
        Pair pair = new Pair(near, far);
        pairs.add(pair);
        try {
            connections.incrementAndGet();
            if (down) {
                pair.cut();
                pairs.remove(pair);
                return;
            }
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            far.connect(target, CONNECT_MILLIS);
        } catch (IOException e) {
            pair.cut();
            pairs.remove(pair);
            return;
        }
        pump(pair, near, far, true);
        pump(pair, far, near, false);
    }

    private void pump(Pair pair, Socket from, Socket to, boolean there) {
        SlowPipe pipe = new SlowPipe(() -> way, count -> {
            bytes.addAndGet(count);
            return there ? silentThere : silentBack;
        });
        daemon("read", () -> pipe.read(from));
        daemon("write", () -> {
            if (!pipe.write(to)) {
                pair.cut();
                pairs.remove(pair);
            }
        });
    }

    @Override
    public void close() throws IOException {
        server.close();
        down();
    }

    private static void daemon(String name, Runnable body) {
        Thread thread = new Thread(body, "proxy-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // There is nobody left to tell.
        }
    }
}
