package dev.tributary.agent.network;

import dev.tributary.api.status.PeerStatus.Direction;
import io.netty.channel.ChannelFuture;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetSocket;

/**
 * A socket whose handshake is done.
 *
 * @param socket the socket
 * @param direction which side opened it
 * @param remote the other end, for people
 * @param settled to be run once, when it has become a link or was closed without: it counts against its address until
 *     then
 */
record LinkSocket(NetSocket socket, Direction direction, String remote, Runnable settled) {
    /** The other end's IP address. */
    String address() {
        return socket.remoteAddress().hostAddress();
    }

    /**
     * Closes {@code socket} without waiting for what is still to be written: the orderly close of Vert.x waits for a
     * peer that does not read.
     */
    static void abort(NetSocket socket) {
        ChannelFuture unused =
                ((NetSocketInternal) socket).channelHandlerContext().close();
    }
}
