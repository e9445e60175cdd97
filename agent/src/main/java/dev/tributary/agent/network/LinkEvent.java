package dev.tributary.agent.network;

import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.status.PeerStatus;

/** What happens on a link, told to the sync verticle. Ids of links are never used twice in one process. */
public sealed interface LinkEvent {
    /** The id of the link. */
    long link();

    /** A link came up: the peer is authenticated. Sent once the peer's first frame has arrived, before that frame. */
    record Up(long link, AuthorId peer, PeerStatus.Direction direction) implements LinkEvent {}

    /** A message arrived. {@code bytes} is the size of its frame. */
    record Received(long link, SyncMessage message, int bytes) implements LinkEvent {}

    /** The link's write queue is full ({@code false}) or has room again ({@code true}). */
    record Writable(long link, boolean writable) implements LinkEvent {}

    /** The link is gone; nothing follows. */
    record Down(long link, String reason) implements LinkEvent {}
}
