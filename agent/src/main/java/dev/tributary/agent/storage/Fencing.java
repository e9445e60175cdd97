package dev.tributary.agent.storage;

import dev.tributary.agent.identity.FenceCheck;
import dev.tributary.agent.identity.FenceFile;
import dev.tributary.agent.identity.FenceRecord;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.SpaceId;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * How a store is opened behind a fence.
 *
 * @param file the fence
 * @param oldKey true when the identity was there before this start
 * @param restored true when the data directory was made from a backup and no agent has run on it since
 * @param peers whether any peer is configured; those that the store remembers count too
 */
public record Fencing(FenceFile file, boolean oldKey, boolean restored, boolean peers) {
    /** The owner of the count of openings among the store's small values. */
    static final String OWNER = "tributary";

    /** Its key: the value is the count as 8 bytes. */
    static final String OPENINGS = "openings";

    private static final String PEER = "peer/";

    /** Where the own log is, when only the fence still knows. */
    Optional<SpaceId> space(FenceFile.Content content, AuthorId author) {
        return content instanceof FenceFile.Content.Kept kept
                ? Optional.of(kept.newest())
                        .filter(record -> record.author().equals(author) && record.seq() > 0)
                        .map(FenceRecord::space)
                : Optional.empty();
    }

    FenceCheck.Store found(LogBook book, SpaceId space, Bytes storeId, AuthorId author, boolean made) {
        return new FenceCheck.Store(
                author,
                space,
                storeId,
                openings(book),
                book.head(author).map(HeadsView.CountedHead::head),
                book.cut(author).isPresent(),
                made && oldKey,
                restored,
                peers || book.state(OWNER).keySet().stream().anyMatch(key -> key.startsWith(PEER)));
    }

    static long openings(LogBook book) {
        Bytes value = book.state(OWNER).getOrDefault(OPENINGS, Bytes.EMPTY);
        return value.size() == Long.BYTES ? value.asBuffer().getLong() : 0;
    }

    static Bytes count(long openings) {
        return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(openings).array());
    }
}
