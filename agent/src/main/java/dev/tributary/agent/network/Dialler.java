package dev.tributary.agent.network;

import dev.tributary.agent.network.PeerTrust.StrangerException;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.status.PeerStatus.Direction;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.util.Optional;

/** Dials the peers that have an address and no link, a few at a time. Lives on the network's event loop. */
final class Dialler {
    private final PeerBook book;
    private final Links links;
    private final LinkLimits limits;
    private final Tls tls;
    private final Context context;

    /** Kept for as long as the agent runs: one that nobody holds is closed with all its sockets. */
    private final NetClient client;

    private int underWay;

    Dialler(Vertx vertx, Tls tls, PeerBook book, Links links, LinkLimits limits) {
        this.book = book;
        this.links = links;
        this.limits = limits;
        this.tls = tls;
        this.context = vertx.getOrCreateContext();
        this.client = vertx.createNetClient(
                new NetClientOptions().setTcpKeepAlive(true).setConnectTimeout((int) limits.handshakeMillis()));
    }

    /** Dials everyone whose time has come. */
    void dialDue() {
        if (links.isStopping()) {
            return;
        }
        long now = Connection.now();
        for (PeerBook.Entry peer : book.all()) {
            if (underWay >= limits.dials() || links.isFull()) {
                return;
            }
            if (peer.address().isPresent() && links.state(peer.key()).mayDial(now)) {
                dial(peer.key(), peer.address().get());
            }
        }
    }

    Future<Void> close() {
        return client.close();
    }

    private void dial(AuthorId peer, HostPort address) {
        underWay++;
        PeerState state = links.state(peer);
        state.dialling();
        client.connect(address.port(), address.host()).compose(this::shakeHands).onComplete(done -> {
            underWay--;
            state.dialled();
            dialled(peer, address, done);
        });
    }

    private Future<NetSocket> shakeHands(NetSocket socket) {
        socket.exceptionHandler(ignored -> {});
        return tls.dialled(socket, context).map(socket).onFailure(failure -> LinkSocket.abort(socket));
    }

    private void dialled(AuthorId peer, HostPort address, AsyncResult<NetSocket> done) {
        if (done.failed()) {
            links.dialFailed(peer, address + why(done.cause()));
            return;
        }
        LinkSocket socket = new LinkSocket(done.result(), Direction.OUTBOUND, address.toString(), () -> {});
        links.opened(socket, Optional.of(peer));
    }

    private static String why(Throwable failure) {
        StrangerException stranger = PeerTrust.stranger(failure);
        return stranger == null
                ? " cannot be reached: " + Words.reason(failure)
                : " answers as agent " + stranger.key() + ", which is not among the peers";
    }
}
