package dev.tributary.agent.storage;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.status.ForkStatus;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/**
 * The body of a fork record, big-endian:
 *
 * <pre>
 *   0  32 bytes author
 *  32  u64 seq where the histories part
 *  40  32 bytes smaller hash
 *  72  32 bytes larger hash
 * 104  i64 when it was learned, Unix milliseconds
 * 112  the proof as it travels
 * </pre>
 */
final class ForkBody {
    /** Bytes before the proof. */
    static final int PREAMBLE = 112;

    private ForkBody() {}

    /** The body of a new record. */
    static Bytes encode(StoreRecord.NewFork fork) {
        Bytes preamble = preamble(fork.status());
        Bytes proof = fork.proof().encoded();
        byte[] bytes = new byte[PREAMBLE + proof.size()];
        preamble.copyTo(bytes, 0);
        proof.copyTo(bytes, PREAMBLE);
        return Bytes.wrap(bytes);
    }

    /** The preamble of a record. */
    static Bytes preamble(ForkStatus fork) {
        byte[] bytes = new byte[PREAMBLE];
        fork.author().bytes().copyTo(bytes, 0);
        fork.first().bytes().copyTo(bytes, 40);
        fork.second().bytes().copyTo(bytes, 72);
        ByteBuffer.wrap(bytes)
                .putLong(32, fork.seq())
                .putLong(104, fork.learned().toEpochMilli());
        return Bytes.wrap(bytes);
    }

    /** Reads the preamble; empty when it makes no sense. */
    static Optional<ForkStatus> status(Bytes body) {
        if (body.size() < PREAMBLE) {
            return Optional.empty();
        }
        ByteBuffer buffer = body.asBuffer();
        return Optional.of(new ForkStatus(
                new AuthorId(body.slice(0, AuthorId.SIZE).compact()),
                buffer.getLong(32),
                new EventHash(body.slice(40, EventHash.SIZE).compact()),
                new EventHash(body.slice(72, EventHash.SIZE).compact()),
                Instant.ofEpochMilli(buffer.getLong(104))));
    }

    /** The proof itself. */
    static Bytes proof(Bytes body) {
        return body.slice(PREAMBLE, body.size() - PREAMBLE).compact();
    }
}
