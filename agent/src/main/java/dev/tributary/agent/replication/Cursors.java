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
 * How far the stores of peers were followed, kept as agent state: key {@code cursor/PEER}, value the peer's 16-byte
 * store id and the counter as 8 bytes.
 */
final class Cursors {
    private static final String OWNER = "tributary";
    private static final String PREFIX = "cursor/";
    private static final int STORE_ID = 16;

    private Cursors() {}

    static void load(Storage storage, SyncEngine engine) {
        storage.state(OWNER).forEach((key, value) -> {
            if (key.startsWith(PREFIX) && value.size() == STORE_ID + Long.BYTES) {
                long counter = value.slice(STORE_ID, Long.BYTES).asBuffer().getLong();
                engine.follows(
                        AuthorId.ofHex(key.substring(PREFIX.length())),
                        new Cursor(value.slice(0, STORE_ID).compact(), counter));
            }
        });
    }

    static Future<Void> save(Storage storage, AuthorId peer, Cursor cursor) {
        ByteBuffer value = ByteBuffer.allocate(STORE_ID + Long.BYTES);
        value.put(cursor.storeId().asBuffer()).putLong(cursor.counter());
        return storage.putState(OWNER, PREFIX + peer.hex(), Optional.of(Bytes.wrap(value.array())));
    }
}
