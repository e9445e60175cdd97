package dev.tributary.api.status;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.SpaceId;
import java.time.Instant;
import java.util.Objects;

/**
 * How an agent is.
 *
 * @param version the agent's version
 * @param author whose log it writes
 * @param space the space it takes part in
 * @param spaceName the name from the genesis event; empty while that has not arrived
 * @param state what it does
 * @param reason one sentence about a state other than {@link State#RUNNING}, or about what is wrong although it runs:
 *     events that are damaged, an own log that is full; otherwise empty
 * @param since when it started
 * @param authors the number of logs here
 * @param frozen the number of those that are frozen by a proven fork
 * @param shortened the number of those that no longer begin with their first event
 * @param peersConnected links that are up
 * @param peersInSync links over which equal roots were proven since the last change
 * @param eventsBehind events that connected peers have and this agent lacks
 * @param stalled true when roots differ and nothing moves
 * @param digest the root over all heads, 32 hexadecimal digits
 * @param storage the store
 * @since 0.1
 */
public record AgentStatus(
        String version,
        AuthorId author,
        SpaceId space,
        String spaceName,
        State state,
        String reason,
        Instant since,
        int authors,
        int frozen,
        int shortened,
        int peersConnected,
        int peersInSync,
        long eventsBehind,
        boolean stalled,
        String digest,
        StorageStatus storage) {
    /** What an agent does. */
    public enum State {
        /** Everything works. */
        RUNNING,
        /** It fetches its own log from its peers before it signs anything new. */
        RECOVERING,
        /** It does not sign until its own log is found or the operator decides; logs of others go on. */
        FENCED,
        /** The disk failed or is full: it serves what it has and accepts nothing new. */
        READ_ONLY,
        /** It is on its way down. */
        STOPPING
    }

    public AgentStatus {
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(author, "author");
        Objects.requireNonNull(space, "space");
        Objects.requireNonNull(spaceName, "spaceName");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(digest, "digest");
        Objects.requireNonNull(storage, "storage");
    }
}
