package dev.tributary.agent.log;

import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.model.SpaceId;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * The one encoding of runs (PROTOCOL section 3). Not safe for use by several threads at once.
 *
 * <pre>
 * run   [author, firstSeq, prev, types, baseTimestamp, events, signature]
 * event [typeIndex, timestampDelta, deps, payload]   payload: bytes or, when deleted, [payloadSize, payloadSha256]
 * </pre>
 *
 * A run has one encoding only: its types are sorted and all used, the base is the timestamp of the first event, a delta
 * is the difference to the event before.
 */
public final class RunCodec {
    /** The beginning of types that only the agent itself publishes. */
    public static final String RESERVED = "tributary.";

    /** Bytes in which most runs' beginnings end: author, seq, hash and a few types. */
    private static final int MOST_HEADS = 256;

    /** What an event takes more at most: hash for a short payload, an index of a type and a time of another size. */
    private static final int JOINED_EVENT = 48;

    private final LogLimits limits;
    private final EventCodec events;
    private final PackedRun packed;

    public RunCodec(LogLimits limits) {
        this.limits = limits;
        this.events = new EventCodec(limits);
        this.packed = new PackedRun(limits);
    }

    /** What decoding made of some bytes: a run, or the verdict against them. */
    public record Decoded(Optional<Run> run, Optional<Verdict> verdict) {}

    /**
     * What stands at the beginning of a run, before anything of it was checked.
     *
     * @param author who wrote it
     * @param firstSeq seq of its first event
     * @param count how many events it has
     */
    public record Head(AuthorId author, long firstSeq, int count) {}

    /**
     * Reads only the beginning of {@code encoded}, a run or a packed one, which costs little however long the run is;
     * empty when that is not the beginning of a run. The rest may still be anything.
     */
    public Optional<Head> head(Bytes encoded) {
        if (encoded.size() > limits.runBytes()) {
            return Optional.empty();
        }
        if (PackedRun.isPacked(encoded)) {
            return packedHead(encoded);
        }
        int enough = Math.min(encoded.size(), MOST_HEADS);
        Optional<Head> head = headIn(encoded.slice(0, enough));
        return head.isPresent() || enough == encoded.size() ? head : headIn(encoded);
    }

    private Optional<Head> packedHead(Bytes encoded) {
        try {
            return Optional.of(packed.head(encoded));
        } catch (MalformedCbor e) {
            return Optional.empty();
        }
    }

    private Optional<Head> headIn(Bytes start) {
        try {
            return Optional.of(new RunReader(start.toArray(), limits).readHead());
        } catch (MalformedCbor e) {
            return Optional.empty();
        }
    }

    /** Decodes a copy of {@code encoded}, a run or a packed one; never throws, whatever the bytes are. */
    public Decoded decode(Bytes encoded) {
        try {
            return new Decoded(Optional.of(read(encoded)), Optional.empty());
        } catch (MalformedCbor e) {
            return new Decoded(Optional.empty(), Optional.of(e.verdict()));
        }
    }

    /** Hashes all events of {@code run} for a run that is known to be good, such as one from our own disk. */
    public CheckedRun trust(SpaceId space, Run run) {
        return new CheckedRun(space, run, events.hashes(space, run));
    }

    /**
     * Numbers, links and signs drafts as one run after {@code head}, the author's newest event; empty for the first.
     * The drafts were validated and fit one run. A dependency on the author's own log is left out: the chain names
     * those events already. A clock that is off the scale gives the nearest timestamp that is on it.
     */
    public CheckedRun sign(
            SpaceId space, EventSigner signer, Optional<AuthorHead> head, long timestamp, List<EventDraft> drafts) {
        long firstSeq = head.map(AuthorHead::seq).orElse(0L) + 1;
        EventHash prev = head.map(AuthorHead::hash).orElse(EventHash.NONE);
        long representable = Math.max(0, Math.min(timestamp, RunReader.MAX_TIMESTAMP));
        byte[] bytes = RunWriter.unsigned(signer.author(), firstSeq, prev, representable, drafts);
        CheckedRun checked = trust(space, reread(bytes));
        EventHash last = checked.hash(drafts.size() - 1);
        // The reader shares these bytes, so this completes the run before anybody sees it.
        signer.sign(last).copyTo(bytes, bytes.length - Run.SIGNATURE_SIZE);
        return checked;
    }

    /** Empty when a run can carry this draft; otherwise the verdict ({@code TooLarge}, {@code NotCanonical}). */
    public Optional<Verdict> validate(EventDraft draft) {
        if (draft.type().startsWith(RESERVED)) {
            return notCanonical("types that start with \"" + RESERVED + "\" are reserved for the agent");
        }
        return validateReserved(draft);
    }

    /** As {@link #validate} for drafts of the agent itself, which may use reserved types. */
    public Optional<Verdict> validateReserved(EventDraft draft) {
        byte[] type = draft.type().getBytes(StandardCharsets.UTF_8);
        if (type.length == 0 || !new String(type, StandardCharsets.UTF_8).equals(draft.type())) {
            return notCanonical("a type is at least one character of well-formed text");
        }
        if (type.length > limits.typeBytes()) {
            return tooLarge("the type has " + type.length + " bytes", limits.typeBytes());
        }
        if (draft.payload().size() > limits.payloadBytes()) {
            return tooLarge("the payload has " + draft.payload().size() + " bytes", limits.payloadBytes());
        }
        if (draft.deps().size() > limits.deps()) {
            return tooLarge("the event has " + draft.deps().size() + " dependencies", limits.deps());
        }
        for (EventRef dep : draft.deps()) {
            if (dep.seq() > limits.maxSeq()) {
                return tooLarge("a dependency has seq " + dep.seq(), limits.maxSeq());
            }
        }
        return Optional.empty();
    }

    /** How many of {@code drafts}, from {@code from} on, fit one run together: at least 1. */
    public int fitting(List<EventDraft> drafts, int from) {
        Set<String> types = new HashSet<>();
        long size = RunWriter.FRAME_SIZE;
        int count = 0;
        for (int i = from; i < drafts.size() && count < limits.runEvents(); i++) {
            EventDraft draft = drafts.get(i);
            size += RunWriter.eventSize(draft);
            if (types.add(draft.type())) {
                size += RunWriter.encodedType(draft.type()).size();
            }
            if (size > limits.runBytes()) {
                break;
            }
            count++;
        }
        return Math.max(1, count);
    }

    /**
     * The rest of a run from {@code firstSeq} on, covered by the same signature; the run itself when that is its first.
     */
    public Run rest(CheckedRun run, long firstSeq) {
        return restOf(run, firstSeq).run();
    }

    /** As {@link #rest}, with the hashes. */
    CheckedRun restOf(CheckedRun run, long firstSeq) {
        int from = run.indexOf(firstSeq);
        if (from == 0) {
            return run;
        }
        byte[] rest = RunWriter.part(run.run(), from, run.hash(from - 1), index -> false, events);
        return run.withRest(reread(rest), from);
    }

    /**
     * One run in place of several: the last signature covers them all, those between are dropped. Hashes stay the same.
     *
     * @param parts of one author, each linked to the one before, together within {@link #joins}
     */
    public Run joined(List<Run> parts) {
        for (int i = 1; i < parts.size(); i++) {
            Run before = parts.get(i - 1);
            if (!parts.get(i).author().equals(before.author()) || parts.get(i).firstSeq() != before.lastSeq() + 1) {
                throw new IllegalArgumentException("runs that do not follow each other");
            }
        }
        return parts.size() == 1 ? parts.get(0) : reread(RunWriter.joined(parts));
    }

    /**
     * {@code next} with the events in front of it, which are the first {@code count} of {@code run}: the signature of
     * {@code next} covers them too, as its first event names the last of them.
     *
     * @throws IllegalArgumentException when they do not follow each other, or are too much for one run
     */
    public Run inFront(Run run, int count, Run next) {
        if (!run.author().equals(next.author()) || run.firstSeq() + count != next.firstSeq()) {
            throw new IllegalArgumentException("runs that do not follow each other");
        }
        return reread(RunWriter.joined(List.of(run, next), part -> part == run ? count : part.count()));
    }

    /**
     * True when runs of that many events and encoded bytes in all surely fit one. Less than a run may hold: each event
     * may take a little more in a longer run, and room is kept to delete its payload.
     */
    public boolean joins(int runEvents, long runBytes) {
        return runEvents <= limits.runEvents()
                && runBytes + (long) limits.runEvents() * JOINED_EVENT <= limits.runBytes();
    }

    /**
     * The run without its payloads, for those who want headers only. Its hashes and its signature stay the same. Events
     * of the agent itself keep theirs: they say how to take the others.
     */
    public Run withoutPayloads(Run run) {
        return withoutPayloads(run, index -> !run.type(index).startsWith(RESERVED));
    }

    /**
     * The run without the payloads of the events, from 0, that {@code gone} names; the run itself when none of them is
     * in it. Its hashes and its signature stay the same.
     */
    public Run withoutPayloads(Run run, IntPredicate gone) {
        boolean none = IntStream.range(0, run.count())
                .noneMatch(index -> run.payload(index).isPresent() && gone.test(index));
        return none ? run : reread(RunWriter.part(run, 0, run.prev(), gone, events));
    }

    /** What proves the event {@code firstSeq} in the fewest bytes: payloads only where their hash would be longer. */
    Run evidence(CheckedRun run, long firstSeq) {
        int from = run.indexOf(firstSeq);
        EventHash prev = from == 0 ? run.run().prev() : run.hash(from - 1);
        return reread(RunWriter.part(
                run.run(), from, prev, index -> RunReader.reserve(run.run().payloadSize(index)) == 0, events));
    }

    private Run read(Bytes encoded) throws MalformedCbor {
        if (encoded.size() > limits.runBytes()) {
            throw MalformedCbor.tooLarge("a run has " + encoded.size() + " bytes, at most " + limits.runBytes());
        }
        return PackedRun.isPacked(encoded) ? packed.unpack(encoded) : new RunReader(encoded.toArray(), limits).read();
    }

    /** Finds the parts of a run that this codec has just written. */
    private Run reread(byte[] bytes) {
        try {
            return new RunReader(bytes, limits).read();
        } catch (MalformedCbor e) {
            throw new IllegalArgumentException("no run can hold these events: " + e.what(), e);
        }
    }

    private static Optional<Verdict> notCanonical(String what) {
        return Optional.of(new Verdict.NotCanonical(what));
    }

    private static Optional<Verdict> tooLarge(String what, long limit) {
        return Optional.of(new Verdict.TooLarge(what + ", at most " + limit));
    }
}
