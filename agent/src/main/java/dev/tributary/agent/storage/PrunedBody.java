package dev.tributary.agent.storage;

import dev.tributary.api.model.AuthorId;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The body of a record that says where an author's log begins here: 32 bytes author, u64 first seq, and a 1 when it was
 * begun there. What lies below was given up and is not missing. Of several the highest counts.
 *
 * @param author whose log
 * @param firstSeq the first seq that is kept
 * @param started true when the log was begun there, since no peer kept what lies below
 */
record PrunedBody(AuthorId author, long firstSeq, boolean started) {
    private static final int SIZE = AuthorId.SIZE + Long.BYTES;
    private static final byte STARTED = 1;

    /** What it takes. */
    int size() {
        return started ? SIZE + 1 : SIZE;
    }

    void put(ByteBuffer target) {
        target.put(author.bytes().asBuffer()).putLong(firstSeq);
        if (started) {
            target.put(STARTED);
        }
    }

    /** Reads a body; empty when it makes no sense. */
    static Optional<PrunedBody> decode(ByteBuffer body) {
        boolean started = body.remaining() == SIZE + 1 && body.get(body.position() + SIZE) == STARTED;
        if ((body.remaining() != SIZE && !started) || body.getLong(body.position() + AuthorId.SIZE) < 2) {
            return Optional.empty();
        }
        AuthorId author =
                new AuthorId(SegmentStore.bytes(body).slice(0, AuthorId.SIZE).compact());
        return Optional.of(new PrunedBody(author, body.getLong(body.position() + AuthorId.SIZE), started));
    }
}
