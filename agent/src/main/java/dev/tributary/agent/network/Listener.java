package dev.tributary.agent.network;

import dev.tributary.agent.network.PeerTrust.StrangerException;
import dev.tributary.api.host.AgentException;
import dev.tributary.api.status.PeerStatus.Direction;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Accepts sockets, and counts them before their handshake starts: that is the dearest thing that a stranger can ask
 * for. Lives on the network's event loop.
 */
final class Listener {
    private final NetServer server;
    private final Tls tls;
    private final Context context;
    private final Links links;
    private final LinkLimits limits;
    private final RefusalLog refusals;
    private final Map<String, Integer> perAddress = new HashMap<>();
    private int halfOpen;

    Listener(Vertx vertx, Tls tls, Links links, LinkLimits limits, RefusalLog refusals) {
        this.tls = tls;
        this.context = vertx.getOrCreateContext();
        this.links = links;
        this.limits = limits;
        this.refusals = refusals;
        this.server = vertx.createNetServer(new NetServerOptions().setTcpKeepAlive(true));
        server.connectHandler(this::accept);
    }

    /** Completes with the address, the real port in it. */
    Future<HostPort> listen(HostPort address) {
        return server.listen(address.port(), address.host())
                .recover(failure -> Future.failedFuture(new AgentException(
                        "cannot accept peers at " + address + " (" + Words.reason(failure)
                                + "): choose another address or stop what uses it",
                        failure)))
                .map(listening -> new HostPort(address.host(), listening.actualPort()));
    }

    Future<Void> close() {
        return server.close();
    }

    /** How many handshakes are under way. */
    int halfOpen() {
        return halfOpen;
    }

    private void accept(NetSocket socket) {
        String address = socket.remoteAddress().hostAddress();
        long now = Connection.now();
        socket.exceptionHandler(ignored -> {});
        if (links.isStopping()) {
            LinkSocket.abort(socket);
        } else if (halfOpen >= limits.halfOpen()) {
            refusals.refused(address, Refusal.HALF_OPEN_LIMIT, halfOpen + " handshakes are under way", now);
            LinkSocket.abort(socket);
        } else if (perAddress.getOrDefault(address, 0) >= limits.perAddress()) {
            refusals.refused(
                    address,
                    Refusal.ADDRESS_LIMIT,
                    "it has " + limits.perAddress() + " sockets that are no links yet",
                    now);
            LinkSocket.abort(socket);
        } else {
            shakeHands(socket, address);
        }
    }

    private void shakeHands(NetSocket socket, String address) {
        halfOpen++;
        perAddress.merge(address, 1, Integer::sum);
        socket.closeHandler(closed -> release(address));
        tls.accepted(socket, context).onComplete(done -> {
            halfOpen--;
            if (done.succeeded()) {
                LinkSocket link = new LinkSocket(socket, Direction.INBOUND, remote(socket), () -> release(address));
                links.opened(link, Optional.empty());
            } else {
                failed(address, done.cause());
                LinkSocket.abort(socket);
            }
        });
    }

    private void failed(String address, Throwable failure) {
        StrangerException stranger = PeerTrust.stranger(failure);
        long now = Connection.now();
        if (stranger != null) {
            refusals.refused(
                    address,
                    Refusal.STRANGER,
                    "agent " + stranger.key() + " is not among the peers; to admit it, run: tributary peers add "
                            + stranger.key(),
                    now);
        } else {
            refusals.refused(address, Refusal.HANDSHAKE, "the TLS handshake failed: " + Words.reason(failure), now);
        }
    }

    private void release(String address) {
        perAddress.computeIfPresent(address, (key, count) -> count > 1 ? count - 1 : null);
    }

    private static String remote(NetSocket socket) {
        return new HostPort(
                        socket.remoteAddress().hostAddress(),
                        socket.remoteAddress().port())
                .toString();
    }
}
