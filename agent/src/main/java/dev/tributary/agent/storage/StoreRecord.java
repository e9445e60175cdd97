package dev.tributary.agent.storage;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.ForkProof;
import dev.tributary.agent.log.Run;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.status.ForkStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What a group commit consists of. */
public sealed interface StoreRecord {
    /**
     * A run.
     *
     * @param run linked and covered
     * @param firstPosition the position of its first event
     */
    record NewRun(CheckedRun run, long firstPosition) implements StoreRecord {
        /** As it will be read back. */
        public StoredRun stored() {
            Run content = run.run();
            int last = content.count() - 1;
            return new StoredRun(
                    content.author(),
                    content.firstSeq(),
                    content.count(),
                    firstPosition,
                    content.timestamp(last),
                    run.hash(last),
                    content.carried());
        }
    }

    /**
     * A verified proof.
     *
     * @param proof it
     * @param learnedMillis when, Unix milliseconds
     */
    record NewFork(ForkProof proof, long learnedMillis) implements StoreRecord {
        /** Without the evidence. */
        public ForkStatus status() {
            return new ForkStatus(
                    proof.author(), proof.seq(), proof.first(), proof.second(), Instant.ofEpochMilli(learnedMillis));
        }
    }

    /**
     * Values that are set or removed if, and only if, the run in the record right behind becomes durable.
     *
     * @param values at least one
     */
    record NewValues(List<NewState> values) implements StoreRecord {
        public NewValues {
            values = List.copyOf(values);
        }
    }

    /**
     * An author's log begins behind its first event: what came before was given up by whoever the log comes from. It
     * holds once the run that begins there does; what the store held of the log before is given up with it.
     *
     * @param author whose log
     * @param firstSeq the first seq that there is, at least 2; its run is in a record behind
     * @param started true when a peer was asked for it there, since none kept what lies below
     */
    record NewBegin(AuthorId author, long firstSeq, boolean started) implements StoreRecord {
        PrunedBody body() {
            return new PrunedBody(author, firstSeq, started);
        }
    }

    /**
     * A value set or removed.
     *
     * @param owner a plugin's id, or {@code tributary}
     * @param key the value's name
     * @param value the value; empty removes it
     */
    record NewState(String owner, String key, Optional<Bytes> value) implements StoreRecord {
        StateEntry entry() {
            return new StateEntry(owner, key, value);
        }
    }
}
