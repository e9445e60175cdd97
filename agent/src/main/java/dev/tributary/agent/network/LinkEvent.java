package dev.tributary.agent.network;

import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.status.PeerStatus;

/**
 * What happens on a link, told to the sync verticle, in this order: {@link Opened}, {@link Up}, then any number of
 * {@link Received}, {@link Arriving} and {@link Writable}, perhaps {@link TakenOver}, {@link Down} last. A link that
 * ends early goes from {@code Opened} straight to {@code Down}. Ids of links are never used twice in one process.
 */
public sealed interface LinkEvent {
    /** How often {@link Arriving} is told at most. */
    long ARRIVING_MILLIS = 100;

    /** The id of the link. */
    long link();

    /**
     * TLS is done and the peer's key is known: both sides now send their {@link SyncMessage.Hello}. On a link that was
     * dialled the peer may still refuse this agent's key.
     */
    record Opened(long link, AuthorId peer, PeerStatus.Direction direction) implements LinkEvent {}

    /** The peer has proved to be there and to accept us: its Hello arrived and follows as {@link Received}. */
    record Up(long link, AuthorId peer, PeerStatus.Direction direction) implements LinkEvent {}

    /** A message arrived, never a Ping, Pong or Bye. {@code bytes} is the size of its frame. */
    record Received(long link, SyncMessage message, int bytes) implements LinkEvent {}

    /**
     * A frame with events is arriving that is not complete yet or, {@code taken}, what was written is arriving at the
     * peer and not all of it is there yet: told about every {@value #ARRIVING_MILLIS} ms, so that a slow link is not
     * taken for a dead one.
     */
    record Arriving(long link, boolean taken) implements LinkEvent {}

    /** The link's write queue is full ({@code false}) or has room again ({@code true}). */
    record Writable(long link, boolean writable) implements LinkEvent {}

    /** The peer has a newer link with this agent's key that is not this agent's: another one uses the key too. */
    record TakenOver(long link, AuthorId peer) implements LinkEvent {}

    /** The link is gone; nothing follows. */
    record Down(long link, String reason) implements LinkEvent {}
}
