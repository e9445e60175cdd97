package dev.tributary.agent.replication;

import dev.tributary.agent.storage.Storage;
import dev.tributary.agent.sync.SyncEngine;
import dev.tributary.agent.sync.SyncMessage.Cursor;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * How far the stores of peers were followed, and how long it is since everything was compared with them, kept as agent
 * state: key {@code cursor/PEER}, value {@link Saved}.
 */
final class Cursors {
    private static final String OWNER = "tributary";
    private static final String PREFIX = "cursor/";

    /**
     * One value: the peer's 16-byte store id, the counter as 8 bytes, and as 8 bytes each how many milliseconds before
     * everything was last compared, and the Unix milliseconds of this moment. Values from before have neither.
     */
    record Saved(Cursor cursor, long comparedAgo, long savedAt) {
        private static final int STORE_ID = 16;
        private static final int FIRST_SIZE = STORE_ID + Long.BYTES;

        Bytes encode() {
            ByteBuffer value = ByteBuffer.allocate(FIRST_SIZE + 2 * Long.BYTES);
            value.put(cursor.storeId().asBuffer()).putLong(cursor.counter());
            value.putLong(comparedAgo).putLong(savedAt);
            return Bytes.wrap(value.array());
        }

        /** Empty for what is no value of this kind. One without times is taken for saved at {@code wallClock}. */
        static Optional<Saved> decode(Bytes value, long wallClock) {
            if (value.size() != FIRST_SIZE && value.size() != FIRST_SIZE + 2 * Long.BYTES) {
                return Optional.empty();
            }
            ByteBuffer numbers = value.slice(STORE_ID, value.size() - STORE_ID).asBuffer();
            Cursor cursor = new Cursor(value.slice(0, STORE_ID).compact(), numbers.getLong());
            return Optional.of(
                    numbers.hasRemaining()
                            ? new Saved(cursor, numbers.getLong(), numbers.getLong())
                            : new Saved(cursor, 0, wallClock));
        }

        /**
         * How long it is since everything was compared. Where the clock was set back, as on a box without one that
         * keeps running, the time between counts as none: then only the time with power brings the next comparison
         * nearer.
         */
        long comparedAgo(long wallClock) {
            return comparedAgo + Math.max(0, wallClock - savedAt);
        }
    }

    private Cursors() {}

    /** Tells {@code engine} all that was saved; {@code now} is its clock. */
    static void load(Storage storage, SyncEngine engine, long wallClock, long now) {
        storage.state(OWNER).forEach((key, value) -> {
            if (key.startsWith(PREFIX)) {
                AuthorId peer = AuthorId.ofHex(key.substring(PREFIX.length()));
                Saved.decode(value, wallClock)
                        .ifPresent(saved -> engine.follows(peer, saved.cursor(), now - saved.comparedAgo(wallClock)));
            }
        });
    }

    static Future<Void> save(Storage storage, AuthorId peer, Saved saved) {
        return storage.putState(OWNER, PREFIX + peer.hex(), Optional.of(saved.encode()));
    }
}
