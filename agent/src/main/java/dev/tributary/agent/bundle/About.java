package dev.tributary.agent.bundle;

import dev.tributary.api.host.BundleException;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.SpaceId;
import java.nio.ByteBuffer;

/**
 * What a stream is: its first record.
 *
 * @param purpose what it was made for
 * @param space whose logs
 * @param maker the author of the agent that made it
 * @param storeId 16 bytes: the store that it comes from
 * @param madeMillis when, Unix milliseconds
 * @param events how many events it promises
 */
public record About(Purpose purpose, SpaceId space, AuthorId maker, Bytes storeId, long madeMillis, long events) {
    private static final int SIZE = 97;
    private static final int STORE_ID = 16;

    /** What a stream was made for. */
    public enum Purpose {
        /** To carry events to another box. */
        BUNDLE(1),
        /** To make this box anew. */
        BACKUP(2);

        private final byte code;

        Purpose(int code) {
            this.code = (byte) code;
        }
    }

    BundleRecord record() {
        ByteBuffer body = ByteBuffer.allocate(SIZE);
        body.put(purpose.code)
                .put(space.bytes().asBuffer())
                .put(maker.bytes().asBuffer())
                .put(storeId.asBuffer())
                .putLong(madeMillis)
                .putLong(events);
        return new BundleRecord(BundleRecord.Kind.ABOUT, Bytes.wrap(body.array()));
    }

    static About of(BundleRecord record) {
        Bytes body = record.body();
        int purpose = body.isEmpty() ? 0 : body.at(0);
        if (body.size() != SIZE || (purpose != Purpose.BUNDLE.code && purpose != Purpose.BACKUP.code)) {
            throw new BundleException("The first record of the bundle makes no sense: take it again from its source.");
        }
        int storeIdAt = 1 + SpaceId.SIZE + AuthorId.SIZE;
        return new About(
                purpose == Purpose.BUNDLE.code ? Purpose.BUNDLE : Purpose.BACKUP,
                new SpaceId(body.slice(1, SpaceId.SIZE).compact()),
                new AuthorId(body.slice(1 + SpaceId.SIZE, AuthorId.SIZE).compact()),
                body.slice(storeIdAt, STORE_ID).compact(),
                body.asBuffer().getLong(storeIdAt + STORE_ID),
                body.asBuffer().getLong(storeIdAt + STORE_ID + Long.BYTES));
    }
}
