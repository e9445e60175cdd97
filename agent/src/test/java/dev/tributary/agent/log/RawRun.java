package dev.tributary.agent.log;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.EventRef;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Writes runs that no honest agent would: every field can be set to anything. Starts as a good run of one event. */
final class RawRun {
    AuthorId author = TestLog.author(1).author();
    long firstSeq = 1;
    EventHash prev = EventHash.NONE;
    List<String> types = List.of("a");
    long base = TestLog.NOW;
    List<Bytes> events = List.of(event(0, 0));

    static RawRun of(Bytes... events) {
        RawRun run = new RawRun();
        run.events = Arrays.asList(events);
        return run;
    }

    static RawRun ofMany(int events) {
        RawRun run = new RawRun();
        run.events = Collections.nCopies(events, event(0, 0));
        return run;
    }

    RawRun at(long seq) {
        firstSeq = seq;
        prev = new EventHash(TestLog.filled(9));
        return this;
    }

    RawRun at(long seq, EventHash after) {
        firstSeq = seq;
        prev = after;
        return this;
    }

    RawRun withTypes(String... table) {
        types = Arrays.asList(table);
        return this;
    }

    RawRun withBase(long timestamp) {
        base = timestamp;
        return this;
    }

    /** An event without dependencies and with an empty payload. */
    static Bytes event(long type, long delta) {
        return event(type, delta, List.of(), Bytes.EMPTY);
    }

    static Bytes event(long type, long delta, List<EventRef> deps, Bytes payload) {
        CborWriter out = start(type, delta, deps);
        out.bytes(payload);
        return out.toBytes();
    }

    /** An event whose payload was deleted. */
    static Bytes deleted(long payloadSize, Bytes sha256) {
        CborWriter out = start(0, 0, List.of());
        out.array(2);
        out.unsigned(payloadSize);
        out.bytes(sha256);
        return out.toBytes();
    }

    /** With 64 zero bytes in the signature's place. */
    Bytes unsigned() {
        return encode(Bytes.wrap(new byte[64]));
    }

    /** Truly signed by {@code signer}, for a run that can be decoded. */
    Bytes signed(EventSigner signer) {
        author = signer.author();
        RunCodec codec = new RunCodec(TestLog.LIMITS);
        RunCodec.Decoded decoded = codec.decode(unsigned());
        CheckedRun run = codec.trust(TestLog.SPACE, decoded.run().orElseThrow());
        return encode(signer.sign(run.head().hash()));
    }

    private Bytes encode(Bytes signature) {
        CborWriter out = new CborWriter(256);
        out.array(7);
        out.bytes(author.bytes());
        out.unsigned(firstSeq);
        out.bytes(prev.bytes());
        out.array(types.size());
        types.forEach(out::text);
        out.unsigned(base);
        out.array(events.size());
        events.forEach(event -> out.raw(event.toArray(), 0, event.size()));
        out.bytes(signature);
        return out.toBytes();
    }

    private static CborWriter start(long type, long delta, List<EventRef> deps) {
        CborWriter out = new CborWriter(64);
        out.array(4);
        out.unsigned(type);
        out.integer(delta);
        Dependencies.write(out, deps);
        return out;
    }
}
