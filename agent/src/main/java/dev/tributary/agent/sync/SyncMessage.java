package dev.tributary.agent.sync;

import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.AuthorRequest;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.SpaceId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What two agents say to each other (PROTOCOL section 4). Every list is bounded by {@link SyncLimits}. */
public sealed interface SyncMessage {
    /** Which lane of a link it takes: live messages overtake backlog that still waits to be written. */
    default boolean urgent() {
        return true;
    }

    /**
     * First, from both sides.
     *
     * @param minProtocol the oldest protocol that the sender speaks
     * @param maxProtocol the newest one
     * @param agent product and version, for people
     * @param storeId 16 bytes that name the sender's store; change counters belong to it
     * @param capabilities words that both must know to be used; unknown ones are ignored
     * @param frameBytes the largest frame body that the sender takes
     * @param spaces what the sender takes part in
     * @param clock the sender's Unix milliseconds, a hint
     */
    record Hello(
            int minProtocol,
            int maxProtocol,
            String agent,
            Bytes storeId,
            Set<String> capabilities,
            int frameBytes,
            List<SpaceOffer> spaces,
            long clock)
            implements SyncMessage {
        public Hello {
            capabilities = Set.copyOf(capabilities);
            spaces = List.copyOf(spaces);
        }
    }

    /**
     * One space of a {@link Hello}.
     *
     * @param space its id
     * @param root what the sender holds
     * @param counter the sender's change counter at that moment
     * @param cursor how far the sender has followed the receiver's store; empty when never
     */
    record SpaceOffer(SpaceId space, Root root, long counter, Optional<Cursor> cursor) {}

    /** How many heads, and the 16-byte digest over them (PROTOCOL section 4). */
    record Root(long count, Bytes digest) {}

    /** A place in the order in which the store {@code storeId} changed its heads. */
    record Cursor(Bytes storeId, long counter) {}

    /** "This is all I have", in at most 64 bytes. {@code counter} is the sender's change counter at that moment. */
    record AdvertiseRoot(SpaceId space, Root root, long counter) implements SyncMessage {}

    /** Heads that changed after {@code since}, in any order, complete up to {@code until}; {@code more} follow. */
    record AdvertiseChanges(SpaceId space, long since, long until, List<AuthorHead> heads, boolean more)
            implements SyncMessage {
        public AdvertiseChanges {
            heads = List.copyOf(heads);
        }

        /** It must not come before the events that it tells of: they would be asked for a second time. */
        @Override
        public boolean urgent() {
            return false;
        }
    }

    /**
     * All heads of authors from {@code from} (inclusive) to {@code to} (exclusive), sorted: an author in the range that
     * is not named is one that the sender lacks. Empty bounds are the ends of the key space. {@code counter} is the
     * sender's change counter when it made the page.
     */
    record AdvertisePage(
            SpaceId space, Optional<AuthorId> from, Optional<AuthorId> to, long counter, List<AuthorHead> heads)
            implements SyncMessage {
        public AdvertisePage {
            heads = List.copyOf(heads);
        }

        /** See {@link AdvertiseChanges#urgent}. */
        @Override
        public boolean urgent() {
            return false;
        }
    }

    /**
     * A comparison of heads by ranges of keys: what the sender holds in some ranges, sorted by prefix, none twice. Who
     * differs answers about parts of them.
     */
    record AdvertiseRanges(SpaceId space, List<HeadsRange> ranges) implements SyncMessage {
        public AdvertiseRanges {
            ranges = List.copyOf(ranges);
        }

        /** See {@link AdvertiseChanges#urgent}. */
        @Override
        public boolean urgent() {
            return false;
        }
    }

    /**
     * Asks for events. A known {@code requestId} adds {@code credit} to what may be in flight for it and names no
     * authors.
     *
     * @param credit bytes of runs that the receiver may send before it needs more credit
     */
    record Request(SpaceId space, long requestId, long credit, List<AuthorRequest> authors) implements SyncMessage {
        public Request {
            authors = List.copyOf(authors);
        }
    }

    /**
     * Asks for the runs of one author that begin behind {@code afterSeq} and at {@code untilSeq} at the latest, as they
     * lie in the receiver's store. Answered and given credit as a {@link Request}. Said only to peers that know the
     * capability for it.
     *
     * @param afterSeq at least 1
     * @param untilSeq more than {@code afterSeq}
     */
    record RequestPart(SpaceId space, long requestId, long credit, AuthorId author, long afterSeq, long untilSeq)
            implements SyncMessage {}

    /**
     * Asks for the run that holds one event, with its payloads whatever the {@link Interest} says. Answered and given
     * credit as a {@link Request}. Said only to peers that know the capability for headers.
     *
     * @param seq at least 1
     */
    record RequestPayload(SpaceId space, long requestId, long credit, AuthorId author, long seq)
            implements SyncMessage {}

    /**
     * As {@link Request}, and the runs are to come as they lie in the receiver's store, with and without payloads. Said
     * only to peers that know the capability for it.
     */
    record RequestBare(SpaceId space, long requestId, long credit, List<AuthorRequest> authors) implements SyncMessage {
        public RequestBare {
            authors = List.copyOf(authors);
        }
    }

    /**
     * The answer about {@code author} ends here, since the sender has the events from {@code firstSeq} to
     * {@code lastSeq} without their payloads. Said only to peers that know the capability for it.
     */
    record Bare(SpaceId space, long requestId, AuthorId author, long firstSeq, long lastSeq) implements SyncMessage {
        @Override
        public boolean urgent() {
            return false;
        }
    }

    /**
     * Events. {@code requestId} 0 is a live push. Runs of one author come in seq order.
     *
     * @param runs encoded as PROTOCOL section 3 says
     * @param more true when the request is not answered completely yet; of a push, that it must not overtake what was
     *     sent of its authors before it
     */
    record Response(SpaceId space, long requestId, List<Bytes> runs, boolean more) implements SyncMessage {
        public Response {
            runs = List.copyOf(runs);
        }

        @Override
        public boolean urgent() {
            return requestId == 0 && !more;
        }

        /** True for a push that is urgent as soon as nothing of its authors waits in front of it. */
        public boolean trails() {
            return requestId == 0 && more;
        }

        /** Whose runs these are, as far as their beginnings tell. */
        public Set<AuthorId> authors() {
            return Spans.authors(runs);
        }
    }

    /** The request is answered: {@code count} events were sent for it; {@code root} is what the sender holds now. */
    record Complete(SpaceId space, long requestId, long count, Root root) implements SyncMessage {
        @Override
        public boolean urgent() {
            return false;
        }
    }

    /** Events of {@code author} up to {@code firstAvailable} - 1 are no longer kept by the sender. */
    record Gone(SpaceId space, long requestId, AuthorId author, long firstAvailable) implements SyncMessage {
        @Override
        public boolean urgent() {
            return false;
        }
    }

    /**
     * What the sender wants to be told and pushed, said right after Hello and again when it changes.
     *
     * @param authors whose heads it wants to hear of; empty = all, and in a message that has {@link #KEEP}
     * @param flags sum of {@link #PUSH_OWN}, {@link #MORE} and {@link #KEEP}; other bits are passed over
     * @param payloads false for headers only; means nothing in a message that has {@link #KEEP}
     * @param stop authors that the sender no longer wants pushed by an earlier open request
     */
    record Interest(SpaceId space, Optional<List<AuthorId>> authors, int flags, boolean payloads, List<AuthorId> stop)
            implements SyncMessage {
        /** Push the receiver's own log too, not only what an open request named. */
        public static final int PUSH_OWN = 1;

        /** The list of authors goes on in the next Interest. */
        public static final int MORE = 2;

        /** The authors are those that were said before. */
        public static final int KEEP = 4;

        public Interest {
            authors = authors.map(List::copyOf);
            stop = List.copyOf(stop);
        }

        boolean has(int flag) {
            return (flags & flag) != 0;
        }
    }

    /**
     * Asks to be told, once it is so, that the receiver holds logs up to a seq. Said only to peers that know the
     * capability for it.
     *
     * @param logs each with another author; questions that were asked before stay open
     */
    record Confirm(SpaceId space, List<Log> logs) implements SyncMessage {
        public Confirm {
            logs = List.copyOf(logs);
        }

        /** A log up to {@code seq}, at least 1. */
        public record Log(AuthorId author, long seq) {}
    }

    /** Answers a {@link Confirm}: what the sender holds of logs that it was asked about, with payloads and forced. */
    record Held(SpaceId space, List<AuthorHead> heads) implements SyncMessage {
        public Held {
            heads = List.copyOf(heads);
        }
    }

    /** An encoded {@link dev.tributary.agent.log.ForkProof}. */
    record Fork(SpaceId space, Bytes proof) implements SyncMessage {}

    /** Asks for a {@link Pong} with the same {@code token}. */
    record Ping(long token) implements SyncMessage {}

    /** Answers a {@link Ping}. */
    record Pong(long token) implements SyncMessage {}

    /** Said before closing, with a reason for the other side's log, at most 200 characters. */
    record Bye(String reason) implements SyncMessage {}

    /** The next bytes of the stream of frames that are cut, so that urgent ones go between; never an empty piece. */
    record Piece(Bytes bytes) implements SyncMessage {}

    /**
     * The sender's link is metered.
     *
     * @param roots true to be told roots and nothing else on this link; false for no link at all
     * @param seconds for how long
     */
    record Rest(boolean roots, long seconds) implements SyncMessage {}
}
