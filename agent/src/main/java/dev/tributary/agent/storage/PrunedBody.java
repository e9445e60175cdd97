package dev.tributary.agent.storage;

import dev.tributary.api.model.AuthorId;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The body of a record that says where an author's log begins here: 32 bytes author, u64 first seq. What lies below was
 * given up and is not missing. Of several the highest counts.
 *
 * @param author whose log
 * @param firstSeq the first seq that is kept
 */
record PrunedBody(AuthorId author, long firstSeq) {
    static final int SIZE = AuthorId.SIZE + Long.BYTES;

    void put(ByteBuffer target) {
        target.put(author.bytes().asBuffer()).putLong(firstSeq);
    }

    /** Reads a body; empty when it makes no sense. */
    static Optional<PrunedBody> decode(ByteBuffer body) {
        if (body.remaining() != SIZE || body.getLong(body.position() + AuthorId.SIZE) < 2) {
            return Optional.empty();
        }
        AuthorId author =
                new AuthorId(SegmentStore.bytes(body).slice(0, AuthorId.SIZE).compact());
        return Optional.of(new PrunedBody(author, body.getLong(body.position() + AuthorId.SIZE)));
    }
}
