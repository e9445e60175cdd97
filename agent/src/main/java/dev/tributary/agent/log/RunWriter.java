package dev.tributary.agent.log;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.EventRef;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.ToIntFunction;

/** Writes runs: new ones from drafts, and parts of those that exist. */
final class RunWriter {
    private static final byte[] NO_SIGNATURE = new byte[Run.SIGNATURE_SIZE];

    /** All but the types and events of a run, at most. */
    static final int FRAME_SIZE = 1 + 34 + 9 + 34 + 3 + 9 + 3 + 66;

    private final CborWriter out;

    private RunWriter(int expected) {
        this.out = new CborWriter(expected);
    }

    /** The type as it stands in the table of types and in the header. */
    static Bytes encodedType(String type) {
        CborWriter out = new CborWriter(type.length() + 4);
        out.text(type);
        return out.toBytes();
    }

    /** What a draft takes as an event of a run, at most, its type apart. */
    static int eventSize(EventDraft draft) {
        int payload = draft.payload().size();
        return 1 + 3 + 1 + Dependencies.size(draft.deps()) + CborHeads.stringSize(payload) + RunReader.reserve(payload);
    }

    /** A run of new events that all have the same timestamp, with zeros in the place of the signature. */
    static byte[] unsigned(AuthorId author, long firstSeq, EventHash prev, long timestamp, List<EventDraft> drafts) {
        SortedMap<Bytes, Integer> types = new TreeMap<>();
        int size = FRAME_SIZE;
        for (EventDraft draft : drafts) {
            types.put(encodedType(draft.type()), 0);
            size += eventSize(draft) + draft.type().length();
        }
        RunWriter writer = new RunWriter(size);
        writer.start(author, firstSeq, prev);
        writer.types(types);
        writer.out.unsigned(timestamp);
        writer.out.array(drafts.size());
        for (EventDraft draft : drafts) {
            writer.out.array(4);
            writer.out.unsigned(types.getOrDefault(encodedType(draft.type()), 0));
            writer.out.integer(0);
            Dependencies.write(writer.out, othersOnly(draft.deps(), author));
            writer.out.bytes(draft.payload());
        }
        writer.out.bytes(NO_SIGNATURE, 0, NO_SIGNATURE.length);
        return writer.out.toArray();
    }

    /**
     * The events of {@code run} from index {@code from} on, covered by the same signature; with a size and a hash in
     * the place of the payload where {@code gone} says so.
     */
    static byte[] part(Run run, int from, EventHash prev, IntPredicate gone, EventCodec codec) {
        RunLayout layout = run.layout();
        byte[] source = run.bytes();
        SortedMap<Bytes, Integer> types = new TreeMap<>();
        for (int i = from; i < run.count(); i++) {
            types.put(typeOf(run, i), 0);
        }
        RunWriter writer = new RunWriter(source.length);
        CborWriter out = writer.out;
        writer.start(run.author(), run.firstSeq() + from, prev);
        writer.types(types);
        out.unsigned(layout.timestamp[from]);
        out.array(run.count() - from);
        for (int i = from; i < run.count(); i++) {
            out.array(4);
            out.unsigned(types.getOrDefault(typeOf(run, i), 0));
            out.integer(i == from ? 0 : layout.timestamp[i] - layout.timestamp[i - 1]);
            out.raw(source, layout.depsAt[i], layout.depsEnd[i] - layout.depsAt[i]);
            if (!layout.deleted[i] && gone.test(i)) {
                out.array(2);
                out.unsigned(layout.payloadSize[i]);
                out.bytes(codec.sha256(source, layout.payloadAt[i], layout.payloadSize[i]));
            } else {
                out.raw(source, layout.depsEnd[i], layout.end(i) - layout.depsEnd[i]);
            }
        }
        out.bytes(source, source.length - Run.SIGNATURE_SIZE, Run.SIGNATURE_SIZE);
        return out.toArray();
    }

    /** The events of runs that follow each other, covered by the signature of the last. */
    static byte[] joined(List<Run> parts) {
        return joined(parts, Run::count);
    }

    /** Of each run as many events as {@code counts} says, which follow each other, and the signature of the last. */
    static byte[] joined(List<Run> parts, ToIntFunction<Run> counts) {
        SortedMap<Bytes, Integer> types = new TreeMap<>();
        int events = 0;
        int size = FRAME_SIZE;
        for (Run part : parts) {
            for (int i = 0; i < counts.applyAsInt(part); i++) {
                types.put(typeOf(part, i), 0);
            }
            events += counts.applyAsInt(part);
            size += part.bytes().length;
        }
        Run first = parts.get(0);
        RunWriter writer = new RunWriter(size);
        writer.start(first.author(), first.firstSeq(), first.prev());
        writer.types(types);
        writer.out.unsigned(first.timestamp(0));
        writer.out.array(events);
        long before = first.timestamp(0);
        for (Run part : parts) {
            before = writer.eventsOf(part, counts.applyAsInt(part), types, before);
        }
        byte[] last = parts.get(parts.size() - 1).bytes();
        writer.out.bytes(last, last.length - Run.SIGNATURE_SIZE, Run.SIGNATURE_SIZE);
        return writer.out.toArray();
    }

    /** Writes events of a run as they are; {@code before} is the timestamp in front of them. Returns the last. */
    private long eventsOf(Run run, int count, SortedMap<Bytes, Integer> types, long before) {
        RunLayout layout = run.layout();
        long timestamp = before;
        for (int i = 0; i < count; i++) {
            out.array(4);
            out.unsigned(types.getOrDefault(typeOf(run, i), 0));
            out.integer(layout.timestamp[i] - timestamp);
            out.raw(run.bytes(), layout.depsAt[i], layout.end(i) - layout.depsAt[i]);
            timestamp = layout.timestamp[i];
        }
        return timestamp;
    }

    private static Bytes typeOf(Run run, int index) {
        RunLayout layout = run.layout();
        int type = layout.type[index];
        return Bytes.wrap(run.bytes(), layout.typeAt[type], layout.typeEnd[type] - layout.typeAt[type]);
    }

    /** The chain itself names the author's own earlier events. */
    private static List<EventRef> othersOnly(List<EventRef> deps, AuthorId self) {
        return deps.stream().filter(dep -> !dep.author().equals(self)).toList();
    }

    private void start(AuthorId author, long firstSeq, EventHash prev) {
        out.array(7);
        out.bytes(author.bytes());
        out.unsigned(firstSeq);
        out.bytes(prev.bytes());
    }

    /** Writes the table and gives each type its index. */
    private void types(SortedMap<Bytes, Integer> types) {
        out.array(types.size());
        int index = 0;
        for (Map.Entry<Bytes, Integer> type : types.entrySet()) {
            out.raw(type.getKey().toArray(), 0, type.getKey().size());
            type.setValue(index++);
        }
    }
}
