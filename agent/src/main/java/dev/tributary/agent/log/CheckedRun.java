package dev.tributary.agent.log;

import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.SpaceId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.ObjIntConsumer;

/**
 * A run with the hashes of all its events, whose signature is known to be good. Makes {@link Event}s only when asked.
 * Immutable, safe from any thread.
 */
public final class CheckedRun {
    private final SpaceId space;
    private final Run run;
    private final byte[] hashes;

    CheckedRun(SpaceId space, Run run, byte[] hashes) {
        this.space = space;
        this.run = run;
        this.hashes = hashes;
    }

    public SpaceId space() {
        return space;
    }

    public Run run() {
        return run;
    }

    public AuthorId author() {
        return run.author();
    }

    public int count() {
        return run.count();
    }

    /** The hash of the event with index {@code index}, from 0. */
    public EventHash hash(int index) {
        return new EventHash(
                Bytes.wrap(hashes, index * EventHash.SIZE, EventHash.SIZE).compact());
    }

    /** The first four bytes of the hash of the event with index {@code index}: what an index of hashes keeps. */
    public int hashPrefix(int index) {
        int at = index * EventHash.SIZE;
        return hashes[at] << 24
                | (hashes[at + 1] & 0xff) << 16
                | (hashes[at + 2] & 0xff) << 8
                | (hashes[at + 3] & 0xff);
    }

    /** The author's head once this run is in the log. */
    public AuthorHead head() {
        return head(count() - 1);
    }

    /** The author's head when its log ends with the event with index {@code index}, from 0. */
    public AuthorHead head(int index) {
        return new AuthorHead(run.author(), run.firstSeq() + index, hash(index));
    }

    /** The event with index {@code index}, from 0. Only the last carries the signature, which covers them all. */
    public Event event(int index) {
        return event(index, new Sha256());
    }

    /** All events. */
    public List<Event> events() {
        List<Event> events = new ArrayList<>(count());
        events(index -> true, (event, index) -> events.add(event));
        return events;
    }

    /** Hands over each event whose index is wanted, in order, with its index. Others are not made. */
    public void events(IntPredicate wanted, ObjIntConsumer<Event> taker) {
        Sha256 sha256 = new Sha256();
        for (int index = 0; index < count(); index++) {
            if (wanted.test(index)) {
                taker.accept(event(index, sha256), index);
            }
        }
    }

    private Event event(int index, Sha256 sha256) {
        Optional<Bytes> payload = run.payload(index).map(Bytes::compact);
        return new Event(
                space,
                run.author(),
                run.firstSeq() + index,
                index == 0 ? run.prev() : hash(index - 1),
                run.deps(index),
                run.type(index),
                run.timestamp(index),
                payload,
                run.payloadSize(index),
                payloadSha256(index, sha256),
                hash(index),
                index == count() - 1 ? Optional.of(run.signature()) : Optional.empty());
    }

    /** Where the event {@code seq} stands in this run. */
    int indexOf(long seq) {
        if (seq < run.firstSeq() || seq > run.lastSeq()) {
            throw new IllegalArgumentException(
                    "seq " + seq + " is not in the run from " + run.firstSeq() + " to " + run.lastSeq());
        }
        return (int) (seq - run.firstSeq());
    }

    /** The hash that this run shows for {@code seq}: of its own events or of the one before. */
    Optional<EventHash> shows(long seq) {
        if (seq == run.firstSeq() - 1) {
            return Optional.of(run.prev());
        }
        return seq < run.firstSeq() || seq > run.lastSeq() ? Optional.empty() : Optional.of(hash(indexOf(seq)));
    }

    CheckedRun carriedAs(Bytes packed) {
        return new CheckedRun(space, run.carriedAs(packed), hashes);
    }

    CheckedRun withRest(Run rest, int from) {
        return new CheckedRun(space, rest, Arrays.copyOfRange(hashes, from * EventHash.SIZE, hashes.length));
    }

    private Bytes payloadSha256(int index, Sha256 sha256) {
        byte[] bytes = run.bytes();
        RunLayout layout = run.layout();
        if (layout.deleted[index]) {
            return Bytes.wrap(bytes, layout.payloadAt[index], Sha256.SIZE).compact();
        }
        byte[] hash = new byte[Sha256.SIZE];
        sha256.hash(bytes, layout.payloadAt[index], layout.payloadSize[index], hash, 0);
        return Bytes.wrap(hash);
    }
}
