package dev.tributary.agent.bundle;

import dev.tributary.api.host.BundleException;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import java.nio.ByteBuffer;

/**
 * Which events of one author a stream holds.
 *
 * @param after the seq before the first of them
 * @param until the last of them; the author's log may go on a little further in the same run
 */
record Range(long after, AuthorHead until) {
    private static final int SIZE = 80;

    BundleRecord record() {
        ByteBuffer body = ByteBuffer.allocate(SIZE);
        body.put(until.author().bytes().asBuffer())
                .putLong(after)
                .putLong(until.seq())
                .put(until.hash().bytes().asBuffer());
        return new BundleRecord(BundleRecord.Kind.RANGE, Bytes.wrap(body.array()));
    }

    static Range of(BundleRecord record) {
        Bytes body = record.body();
        long after = body.size() == SIZE ? body.asBuffer().getLong(AuthorId.SIZE) : -1;
        long until = body.size() == SIZE ? body.asBuffer().getLong(AuthorId.SIZE + Long.BYTES) : -1;
        if (after < 0 || until <= after) {
            throw new BundleException("A range in the bundle makes no sense: take the bundle again from its source.");
        }
        return new Range(
                after,
                new AuthorHead(
                        new AuthorId(body.slice(0, AuthorId.SIZE).compact()),
                        until,
                        new EventHash(body.slice(AuthorId.SIZE + 2 * Long.BYTES, EventHash.SIZE)
                                .compact())));
    }
}
