package dev.tributary.agent.log;

import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.SpaceId;

/**
 * Makes headers and hashes them: the identity of events (PROTOCOL section 2). Not safe for use by several threads at
 * once: it works in one buffer, writes what all events of a run share only once and makes no object for an event.
 *
 * <pre>
 * [1, space, author, seq, prev, deps, type, timestamp, payloadSize, payloadSha256]
 * 8a 01 5820 space 5820 author | seq 5820 prev deps type timestamp payloadSize 5820 payloadSha256
 * the same for all of a run    | different for each
 * </pre>
 */
public final class EventCodec {
    /** The version of the header. */
    static final int VERSION = 1;

    private static final int FIELDS = 10;
    private static final int SPACE_AT = 4;
    private static final int FIXED = 2 + 34 + 34;

    private final Sha256 sha256 = new Sha256();
    private final byte[] header;

    /** A codec for events within {@code limits}. */
    public EventCodec(LogLimits limits) {
        int deps = CborHeads.MAX_SIZE + limits.deps() * (1 + 34 + CborHeads.MAX_SIZE + 34);
        this.header = new byte[FIXED + 4 * CborHeads.MAX_SIZE + 2 * 34 + deps + limits.typeBytes()];
    }

    /** The header's bytes of an event, as they are hashed. */
    public static Bytes header(Event event) {
        CborWriter out = new CborWriter(512);
        out.array(FIELDS);
        out.unsigned(VERSION);
        out.bytes(
                event.type().equals(GenesisEvent.TYPE)
                        ? SpaceId.NONE.bytes()
                        : event.space().bytes());
        out.bytes(event.author().bytes());
        out.unsigned(event.seq());
        out.bytes(event.prev().bytes());
        Dependencies.write(out, event.deps());
        out.text(event.type());
        out.unsigned(event.timestamp());
        out.unsigned(event.payloadSize());
        out.bytes(event.payloadSha256());
        return out.toBytes();
    }

    /** The SHA-256 of some bytes. */
    Bytes sha256(byte[] source, int from, int length) {
        byte[] hash = new byte[Sha256.SIZE];
        sha256.hash(source, from, length, hash, 0);
        return Bytes.wrap(hash);
    }

    /** The hashes of all events of a run, 32 bytes each. */
    byte[] hashes(SpaceId space, Run run) {
        RunLayout layout = run.layout();
        byte[] hashes = new byte[layout.events() * EventHash.SIZE];
        int at = CborHeads.put(header, 0, CborHeads.ARRAY, FIELDS);
        at = CborHeads.put(header, at, CborHeads.UNSIGNED, VERSION);
        at = CborHeads.put32(header, at, SpaceId.NONE.bytes().toArray(), 0);
        CborHeads.put32(header, at, run.author().bytes().toArray(), 0);
        byte[] spaceBytes = space.bytes().toArray();
        byte[] first = run.prev().bytes().toArray();
        if (run.startsWithGenesis()) {
            hash(run, 0, first, 0, hashes);
            System.arraycopy(spaceBytes, 0, header, SPACE_AT, SpaceId.SIZE);
        } else {
            System.arraycopy(spaceBytes, 0, header, SPACE_AT, SpaceId.SIZE);
            hash(run, 0, first, 0, hashes);
        }
        for (int i = 1; i < layout.events(); i++) {
            hash(run, i, hashes, (i - 1) * EventHash.SIZE, hashes);
        }
        return hashes;
    }

    private void hash(Run run, int index, byte[] prev, int prevAt, byte[] hashes) {
        byte[] source = run.bytes();
        RunLayout layout = run.layout();
        int at = CborHeads.put(header, FIXED, CborHeads.UNSIGNED, run.firstSeq() + index);
        at = CborHeads.put32(header, at, prev, prevAt);
        at = copy(source, layout.depsAt[index], layout.depsEnd[index], at);
        int type = layout.type[index];
        at = copy(source, layout.typeAt[type], layout.typeEnd[type], at);
        at = CborHeads.put(header, at, CborHeads.UNSIGNED, layout.timestamp[index]);
        at = CborHeads.put(header, at, CborHeads.UNSIGNED, layout.payloadSize[index]);
        if (layout.deleted[index]) {
            at = CborHeads.put32(header, at, source, layout.payloadAt[index]);
        } else {
            at = CborHeads.put(header, at, CborHeads.BYTES, Sha256.SIZE);
            sha256.hash(source, layout.payloadAt[index], layout.payloadSize[index], header, at);
            at += Sha256.SIZE;
        }
        sha256.hash(header, 0, at, hashes, index * EventHash.SIZE);
    }

    private int copy(byte[] source, int from, int end, int at) {
        System.arraycopy(source, from, header, at, end - from);
        return at + end - from;
    }
}
