package dev.tributary.agent.bundle;

import dev.tributary.api.model.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One record of a bundle or a backup. All numbers are big-endian:
 *
 * <pre>
 * stream = "TRIBBDL\0"  u32 version  record*
 * record = u32 length  u8 kind  body (length bytes)  u32 CRC32C over length, kind and body
 *
 * kind 1 about = u8 purpose (1 bundle, 2 backup)  32 space  32 maker  16 storeId  i64 made  u64 events      once
 * kind 2 range = 32 author  u64 after  u64 until  32 hash of until        which events follow: behind after, to until
 * kind 3 file  = u8+name  content                                         backups only
 * kind 4 proof = a fork proof as it travels
 * kind 5 value = u16+owner  u16+key  value                                backups only
 * kind 6 run   = a run as it travels; those of one author stand together, in seq order
 * kind 7 end   = u64 number of records before  32 SHA-256 of all bytes before this record                    once
 * </pre>
 *
 * Records come in the order of their kinds.
 *
 * @param kind what it is
 * @param body what it says
 */
record BundleRecord(Kind kind, Bytes body) {
    static final Bytes MAGIC = Bytes.utf8("TRIBBDL\0");
    static final int VERSION = 1;

    /** Bytes of a record around its body. */
    static final int FRAME = 9;

    /** The largest body: a fork proof of two full runs fits. */
    static final int MAX_BODY = 1 << 20;

    /** Bytes of the hash at the end. */
    static final int HASH = 32;

    /** What a record is; the order of the constants is that of the stream. */
    enum Kind {
        ABOUT(1),
        RANGE(2),
        FILE(3),
        PROOF(4),
        VALUE(5),
        RUN(6),
        END(7);

        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }

        byte code() {
            return code;
        }

        static Optional<Kind> of(byte code) {
            return Stream.of(values()).filter(kind -> kind.code == code).findFirst();
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256, this one does not", e);
        }
    }
}
