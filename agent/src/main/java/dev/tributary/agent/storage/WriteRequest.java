package dev.tributary.agent.storage;

import dev.tributary.agent.log.ForkProof;
import dev.tributary.agent.log.Terms;
import dev.tributary.agent.log.Verdict;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventRef;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What is asked of the writing verticle. */
sealed interface WriteRequest<T> {
    /** Hands it to the writer at {@code now}; what comes back gives the answer once the commit has succeeded. */
    Answer<T> applyTo(LogWriter writer, long now) throws IOException;

    /** What is answered once the commit has succeeded. */
    interface Answer<T> {
        /** The answer. */
        T get();

        /** False while it waits for a later commit. */
        default boolean isReady() {
            return true;
        }
    }

    record Publish(List<EventDraft> drafts, List<StoreRecord.NewState> values) implements WriteRequest<List<EventRef>> {
        public Publish {
            drafts = List.copyOf(drafts);
            values = List.copyOf(values);
        }

        @Override
        public Answer<List<EventRef>> applyTo(LogWriter writer, long now) {
            Ticket ticket = writer.publish(drafts, values);
            return new Answer<>() {
                @Override
                public boolean isReady() {
                    return ticket.isDone();
                }

                @Override
                public List<EventRef> get() {
                    return ticket.refs();
                }
            };
        }
    }

    record Append(AuthorId peer, List<Bytes> runs, Terms terms) implements WriteRequest<List<Verdict>> {
        public Append {
            runs = List.copyOf(runs);
        }

        @Override
        public Answer<List<Verdict>> applyTo(LogWriter writer, long now) throws IOException {
            List<Verdict> verdicts = writer.append(peer, runs, terms, now);
            return () -> verdicts;
        }
    }

    record Snapshot() implements WriteRequest<StoreSnapshot> {
        @Override
        public Answer<StoreSnapshot> applyTo(LogWriter writer, long now) {
            return writer::snapshot;
        }
    }

    record AddFork(ForkProof proof) implements WriteRequest<Boolean> {
        @Override
        public Answer<Boolean> applyTo(LogWriter writer, long now) throws IOException {
            boolean news = writer.addFork(proof, now);
            return () -> news;
        }
    }

    record DeletePayload(AuthorId author, long seq) implements WriteRequest<Boolean> {
        @Override
        public Answer<Boolean> applyTo(LogWriter writer, long now) {
            boolean news = writer.deletePayload(author, seq);
            return () -> news;
        }
    }

    record PutState(String owner, String key, Optional<Bytes> value) implements WriteRequest<Boolean> {
        @Override
        public Answer<Boolean> applyTo(LogWriter writer, long now) {
            writer.putState(owner, key, value);
            return () -> true;
        }
    }
}
