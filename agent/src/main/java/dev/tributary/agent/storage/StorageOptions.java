package dev.tributary.agent.storage;

import dev.tributary.agent.log.EventSigner;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.api.model.SpaceId;
import java.time.InstantSource;
import java.util.List;
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
 * @param retention how much of whose log is kept; all of every log where no rule fits
 * @param payloads which payloads are deleted when they are old
 * @param holders what peers hold, for rules that wait for it
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
        List<RetentionRule> retention,
        List<PayloadRule> payloads,
        Holders holders) {
    /** Nothing waits for peers. */
    public StorageOptions(
            EventSigner signer,
            Optional<SpaceId> space,
            String spaceName,
            AuthorPolicy policy,
            int segmentBytes,
            int queueEvents,
            boolean packs,
            LogLimits limits,
            InstantSource clock,
            List<RetentionRule> retention,
            List<PayloadRule> payloads) {
        this(
                signer,
                space,
                spaceName,
                policy,
                segmentBytes,
                queueEvents,
                packs,
                limits,
                clock,
                retention,
                payloads,
                Holders.NONE);
    }

    public StorageOptions {
        retention = List.copyOf(retention);
        payloads = List.copyOf(payloads);
        if (segmentBytes < 1024 * 1024) {
            throw new IllegalArgumentException("a segment has at least 1 MiB, not " + segmentBytes + " bytes");
        }
        if (queueEvents < limits.runEvents()) {
            throw new IllegalArgumentException("a full run of " + limits.runEvents() + " events must fit the queue");
        }
    }

    /** The same with other rules of retention. */
    public StorageOptions keeping(List<RetentionRule> rules) {
        return new StorageOptions(
                signer,
                space,
                spaceName,
                policy,
                segmentBytes,
                queueEvents,
                packs,
                limits,
                clock,
                rules,
                payloads,
                holders);
    }

    /** The same for a store whose rules can wait for peers. */
    public StorageOptions with(Holders known) {
        return new StorageOptions(
                signer,
                space,
                spaceName,
                policy,
                segmentBytes,
                queueEvents,
                packs,
                limits,
                clock,
                retention,
                payloads,
                known);
    }

    RetentionRules rules() {
        return new RetentionRules(signer.author(), retention);
    }
}
