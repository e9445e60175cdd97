package dev.tributary.agent.replication;

import dev.tributary.agent.storage.Storage;
import dev.tributary.agent.sync.Copies;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How far peers hold the own log, kept as agent state: key {@code held/PEER}, value the peer's 16-byte store id, the
 * own author and the seq as 8 bytes. Written now and then; what is forgotten is told again.
 */
final class KnownCopies {
    private static final String OWNER = "tributary";
    private static final String PREFIX = "held/";
    private static final int STORE_ID = 16;
    private static final int SIZE = STORE_ID + AuthorId.SIZE + Long.BYTES;

    private final Storage storage;
    private final AuthorId self;
    private final Copies copies;
    private final Map<AuthorId, Bytes> saved = new HashMap<>();

    KnownCopies(Storage storage, AuthorId self, Copies copies) {
        this.storage = storage;
        this.self = self;
        this.copies = copies;
    }

    /** Reads what is known of {@code peers}, up to where the own log is here. */
    void load(Set<AuthorId> peers, long ownSeq) {
        storage.state(OWNER).forEach((key, value) -> {
            if (key.startsWith(PREFIX)) {
                AuthorId peer = AuthorId.ofHex(key.substring(PREFIX.length()));
                saved.put(peer, value);
                boolean counts = value.size() == SIZE
                        && value.slice(STORE_ID, AuthorId.SIZE).equals(self.bytes())
                        && peers.contains(peer);
                if (counts) {
                    long seq = value.slice(SIZE - Long.BYTES, Long.BYTES)
                            .asBuffer()
                            .getLong();
                    copies.remember(
                            peer, new Copies.Copy(value.slice(0, STORE_ID).compact(), Math.min(seq, ownSeq)));
                }
            }
        });
    }

    /** Writes what has changed since. */
    Future<?> save() {
        Set<AuthorId> peers = new TreeSet<>(saved.keySet());
        peers.addAll(copies.peers());
        List<Future<Void>> writes = peers.stream()
                .map(peer -> save(peer, copies.ownLogAt(peer).map(this::value)))
                .toList();
        return Future.join(writes);
    }

    private Future<Void> save(AuthorId peer, Optional<Bytes> value) {
        if (Optional.ofNullable(saved.get(peer)).equals(value)) {
            return Future.succeededFuture();
        }
        value.ifPresentOrElse(bytes -> saved.put(peer, bytes), () -> saved.remove(peer));
        return storage.putState(OWNER, PREFIX + peer.hex(), value);
    }

    private Bytes value(Copies.Copy copy) {
        ByteBuffer value = ByteBuffer.allocate(SIZE);
        value.put(copy.storeId().asBuffer()).put(self.bytes().asBuffer()).putLong(copy.seq());
        return Bytes.wrap(value.array());
    }
}
