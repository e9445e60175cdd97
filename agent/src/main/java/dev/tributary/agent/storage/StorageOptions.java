package dev.tributary.agent.storage;

import dev.tributary.agent.log.EventSigner;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.api.model.SpaceId;
import java.time.InstantSource;
import java.util.Optional;

/**
 * How a store is opened.
 *
 * @param signer the own author
 * @param space which logs; empty for the space that the store has, or a new one
 * @param spaceName the name of a space that is founded
 * @param policy which other authors may write
 * @param segmentBytes the size at which a segment is closed and the next begun
 * @param queueEvents the most published events that wait for a commit
 * @param packs whether own runs are stored packed where that pays
 * @param limits of the log
 * @param clock what new events are stamped with
 * @param keeping what is kept of all logs
 */
public record StorageOptions(
        EventSigner signer,
        Optional<SpaceId> space,
        String spaceName,
        AuthorPolicy policy,
        int segmentBytes,
        int queueEvents,
        boolean packs,
        LogLimits limits,
        InstantSource clock,
        Keeping keeping) {
    /** All of every log is kept. */
    public StorageOptions(
            EventSigner signer,
            Optional<SpaceId> space,
            String spaceName,
            AuthorPolicy policy,
            int segmentBytes,
            int queueEvents,
            boolean packs,
            LogLimits limits,
            InstantSource clock) {
        this(signer, space, spaceName, policy, segmentBytes, queueEvents, packs, limits, clock, Keeping.ALL);
    }

    public StorageOptions {
        if (segmentBytes < 1024 * 1024) {
            throw new IllegalArgumentException("a segment has at least 1 MiB, not " + segmentBytes + " bytes");
        }
        if (queueEvents < limits.runEvents()) {
            throw new IllegalArgumentException("a full run of " + limits.runEvents() + " events must fit the queue");
        }
    }

    /** The same for a store that keeps something else. */
    public StorageOptions keeping(Keeping other) {
        return new StorageOptions(
                signer, space, spaceName, policy, segmentBytes, queueEvents, packs, limits, clock, other);
    }

    RetentionRules rules() {
        return new RetentionRules(signer.author(), keeping.retention());
    }
}
