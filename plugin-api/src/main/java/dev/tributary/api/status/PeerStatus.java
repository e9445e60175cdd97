package dev.tributary.api.status;

import dev.tributary.api.model.AuthorId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * One configured peer.
 *
 * @param key the peer's author key
 * @param address where it is dialled, {@code host:port}; empty when it is only awaited
 * @param interest what this agent wants of the peer: {@code all}, {@code none} or author keys joined by {@code +}; with
 *     {@code ;quiet} behind it when new events are to be announced and not pushed, with {@code ;headers} when events
 *     are wanted without their payloads
 * @param state the state of the link
 * @param reason one sentence about why there is no link, or why nothing moves; otherwise empty
 * @param direction which side opened the link; empty without one
 * @param since when the link came up; empty without one
 * @param rootsEqual true when both sides proved to hold the same heads and nothing has changed since
 * @param lastProof when roots were last proven equal; empty when never since start
 * @param eventsBehind events that the peer has and this agent lacks
 * @param secondsBehind how long this agent has been lacking something that the peer has; 0 when it lacks nothing
 * @param bytesIn bytes received from the peer since start
 * @param bytesOut bytes sent to the peer since start
 * @param roundTripMillis the last measured round trip; negative when unknown
 * @since 0.1
 */
public record PeerStatus(
        AuthorId key,
        Optional<String> address,
        String interest,
        State state,
        String reason,
        Optional<Direction> direction,
        Optional<Instant> since,
        boolean rootsEqual,
        Optional<Instant> lastProof,
        long eventsBehind,
        double secondsBehind,
        long bytesIn,
        long bytesOut,
        double roundTripMillis) {
    /** The state of a link. */
    public enum State {
        /** No link and no address to dial: waiting for the peer to come. */
        AWAITED,
        /** No link: dialling, or waiting to dial again. */
        DIALLING,
        /** The link is up. */
        CONNECTED,
        /** The link is up, the sides differ, and nothing moves. */
        STALLED,
        /** The link is metered: outside its times of day there is none, with a spent budget it tells only roots. */
        PAUSED
    }

    /** Which side opened a link. */
    public enum Direction {
        /** This agent dialled. */
        OUTBOUND,
        /** The peer dialled. */
        INBOUND
    }

    public PeerStatus {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(interest, "interest");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(direction, "direction");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(lastProof, "lastProof");
    }
}
