package dev.tributary.agent.identity;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.SpaceId;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * How far an author's own log has come, as the fence keeps it.
 *
 * <pre>
 * "TRIBFNC\0"  u32 version  32 author  32 space  16 storeId  u64 openings  u64 seq  32 hash
 * u32 settled  u64 turn  u32 crc
 * </pre>
 *
 * @param author whose log
 * @param space in which space
 * @param storeId the store that the log lay in
 * @param openings how often that store was opened
 * @param seq the highest own event that was durable, 0 for none
 * @param hash its hash, {@link EventHash#NONE} when there is none
 * @param settled false while the own log may lack events that were signed with this key
 */
public record FenceRecord(
        AuthorId author, SpaceId space, Bytes storeId, long openings, long seq, EventHash hash, boolean settled) {
    static final int VERSION = 1;
    static final int SIZE = 8 + 4 + 32 + 32 + 16 + 8 + 8 + 32 + 4 + 8 + 4;

    private static final Bytes MAGIC = Bytes.utf8("TRIBFNC\0");

    /** The same with the head {@code ownSeq}. */
    public FenceRecord reaching(long ownSeq, EventHash ownHash) {
        return new FenceRecord(author, space, storeId, openings, ownSeq, ownHash, settled);
    }

    /** The same, complete or not. */
    public FenceRecord settled(boolean complete) {
        return new FenceRecord(author, space, storeId, openings, seq, hash, complete);
    }

    /** Its bytes; of two records the one of the higher {@code turn} was written later. */
    ByteBuffer encode(long turn) {
        ByteBuffer bytes = ByteBuffer.allocate(SIZE);
        bytes.put(MAGIC.asBuffer()).putInt(VERSION);
        bytes.put(author.bytes().asBuffer()).put(space.bytes().asBuffer()).put(storeId.asBuffer());
        bytes.putLong(openings).putLong(seq).put(hash.bytes().asBuffer());
        bytes.putInt(settled ? 1 : 0).putLong(turn);
        bytes.putInt(checksum(bytes.array()));
        return bytes.flip();
    }

    /**
     * The version of a record; 0 when these bytes are not as they were written. Size, magic and checksum are the same
     * in all versions, so that damage is not taken for the future.
     */
    static int version(Bytes bytes) {
        boolean sound = bytes.size() == SIZE
                && bytes.slice(0, MAGIC.size()).equals(MAGIC)
                && bytes.asBuffer().getInt(SIZE - Integer.BYTES) == checksum(bytes.toArray());
        return sound ? bytes.asBuffer().getInt(MAGIC.size()) : 0;
    }

    /** The turn of a record that decodes. */
    static long turn(Bytes bytes) {
        return bytes.asBuffer().getLong(SIZE - Integer.BYTES - Long.BYTES);
    }

    /** Reads a record; empty when it does not check. */
    static Optional<FenceRecord> decode(Bytes bytes) {
        if (version(bytes) != VERSION) {
            return Optional.empty();
        }
        int at = MAGIC.size() + Integer.BYTES;
        ByteBuffer numbers = bytes.asBuffer();
        return Optional.of(new FenceRecord(
                new AuthorId(bytes.slice(at, 32).compact()),
                new SpaceId(bytes.slice(at + 32, 32).compact()),
                bytes.slice(at + 64, 16).compact(),
                numbers.getLong(at + 80),
                numbers.getLong(at + 88),
                new EventHash(bytes.slice(at + 96, 32).compact()),
                numbers.getInt(at + 128) == 1));
    }

    private static int checksum(byte[] record) {
        CRC32C crc = new CRC32C();
        crc.update(record, 0, SIZE - Integer.BYTES);
        return (int) crc.getValue();
    }
}
