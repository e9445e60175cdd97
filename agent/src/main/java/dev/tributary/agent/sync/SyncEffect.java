package dev.tributary.agent.sync;

import dev.tributary.agent.log.Terms;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import java.util.List;
import java.util.Optional;

/** What the sync machine wants done. Effects are carried out in the order in which they come. */
public sealed interface SyncEffect {
    /** Carries this effect out. */
    void applyTo(Driver driver);

    /**
     * Whoever carries effects out: the sync verticle, or a simulator. None of the calls may block or call back at once.
     */
    interface Driver {
        /** Writes a message to a link. */
        void send(long link, SyncMessage message);

        /** Offers runs to the store and answers with {@link SyncEngine#appended} or {@link SyncEngine#appendFailed}. */
        void append(AppendTicket ticket, List<Bytes> runs);

        /** Reads runs and answers with {@link SyncEngine#read}. */
        void read(ReadTicket ticket);

        /** Closes a link; {@code penalty} when the peer broke the rules. */
        void close(long link, String reason, boolean penalty);

        /** Verifies and stores a proof; an invalid one is answered with {@link SyncEngine#proofRefused}. */
        void storeProof(long link, Bytes proof);

        /** Reads the proof against an author and answers with {@link SyncEngine#proofRead}. */
        void readProof(long link, AuthorId author);

        /**
         * Remembers how far a peer's store was followed, and when everything was last compared with it, by the clock of
         * {@code now}.
         */
        void saveCursor(AuthorId peer, SyncMessage.Cursor cursor, long comparedAt);

        /** What came of {@link SyncEngine#fetchPayload}; empty when no linked peer has the payload. */
        default void payloadFound(long ticket, Optional<Bytes> payload) {}

        /** A peer says that it holds more of our own log than we do: nothing more may be signed for now. */
        default void ownLogAhead(AuthorId peer, long seq) {}
    }

    /**
     * Runs on their way into the store.
     *
     * @param link where they came from
     * @param peer who sent them
     * @param requestId what they answer, 0 for a push
     * @param bytes their size as plain runs
     * @param heads whose events they hold, up to where
     * @param terms which are taken
     */
    record AppendTicket(long link, AuthorId peer, long requestId, long bytes, List<RunSpan> heads, Terms terms) {
        public AppendTicket {
            heads = List.copyOf(heads);
        }
    }

    /** The events that one encoded run holds. */
    record RunSpan(AuthorId author, long firstSeq, int count) {
        long lastSeq() {
            return firstSeq + count - 1;
        }
    }

    /**
     * A piece of an answer: runs of {@code author} after {@code afterSeq} up to {@code untilSeq}.
     *
     * @param packed whether the peer takes packed runs; {@code maxBytes} counts them as plain ones
     */
    record ReadTicket(
            long link, long requestId, AuthorId author, long afterSeq, long untilSeq, int maxBytes, boolean packed) {}

    /** See {@link Driver#send}. */
    record Send(long link, SyncMessage message) implements SyncEffect {
        @Override
        public void applyTo(Driver driver) {
            driver.send(link, message);
        }
    }

    /** See {@link Driver#append}. */
    record Append(AppendTicket ticket, List<Bytes> runs) implements SyncEffect {
        @Override
        public void applyTo(Driver driver) {
            driver.append(ticket, runs);
        }
    }

    /** See {@link Driver#read}. */
    record Read(ReadTicket ticket) implements SyncEffect {
        @Override
        public void applyTo(Driver driver) {
            driver.read(ticket);
        }
    }

    /** See {@link Driver#close}. */
    record Close(long link, String reason, boolean penalty) implements SyncEffect {
        @Override
        public void applyTo(Driver driver) {
            driver.close(link, reason, penalty);
        }
    }

    /** See {@link Driver#storeProof}. */
    record StoreProof(long link, Bytes proof) implements SyncEffect {
        @Override
        public void applyTo(Driver driver) {
            driver.storeProof(link, proof);
        }
    }

    /** See {@link Driver#readProof}. */
    record ReadProof(long link, AuthorId author) implements SyncEffect {
        @Override
        public void applyTo(Driver driver) {
            driver.readProof(link, author);
        }
    }

    /** See {@link Driver#ownLogAhead}. */
    record OwnLogAhead(AuthorId peer, long seq) implements SyncEffect {
        @Override
        public void applyTo(Driver driver) {
            driver.ownLogAhead(peer, seq);
        }
    }

    /** See {@link Driver#payloadFound}. */
    record PayloadFound(long ticket, Optional<Bytes> payload) implements SyncEffect {
        @Override
        public void applyTo(Driver driver) {
            driver.payloadFound(ticket, payload);
        }
    }

    /** See {@link Driver#saveCursor}. */
    record SaveCursor(AuthorId peer, SyncMessage.Cursor cursor, long comparedAt) implements SyncEffect {
        @Override
        public void applyTo(Driver driver) {
            driver.saveCursor(peer, cursor, comparedAt);
        }
    }
}
