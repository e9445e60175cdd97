package dev.tributary.web;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How far a reader of all logs has come: author to the last seq that it took. As text it is base64url without padding
 * of, for each author in order of its key, the key's 32 bytes and the seq, seven bits a byte, lowest first, all but the
 * last byte with the highest bit set. It belongs to no store: any agent of the space takes it.
 *
 * @param reached author to seq, 1 or more
 */
record HeadsCursor(SortedMap<AuthorId, Long> reached) {
    private static final int LONGEST_SEQ = 9;

    HeadsCursor {
        reached = new TreeMap<>(reached);
    }

    /** The most characters that the text for so many authors has. */
    static int longest(int authors) {
        return (authors * (AuthorId.SIZE + LONGEST_SEQ) * 4 + 2) / 3;
    }

    /**
     * Reads the text.
     *
     * @throws IllegalArgumentException with the rest of a sentence for anything else
     */
    static HeadsCursor parse(String text, int mostAuthors) {
        TreeMap<AuthorId, Long> reached = new TreeMap<>();
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            while (bytes.hasRemaining()) {
                byte[] key = new byte[AuthorId.SIZE];
                bytes.get(key);
                AuthorId author = new AuthorId(Bytes.wrap(key));
                long seq = seq(bytes);
                if (seq < 1 || (!reached.isEmpty() && reached.lastKey().compareTo(author) >= 0)) {
                    throw new IllegalArgumentException("not in order");
                }
                reached.put(author, seq);
            }
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new IllegalArgumentException("it is not a cursor that this API has answered", e);
        }
        if (reached.size() > mostAuthors) {
            throw new IllegalArgumentException("it names more than " + mostAuthors + " authors");
        }
        return new HeadsCursor(reached);
    }

    private static long seq(ByteBuffer bytes) {
        long seq = 0;
        for (int i = 0; i < LONGEST_SEQ; i++) {
            byte next = bytes.get();
            seq |= (next & 0x7fL) << (7 * i);
            if (next >= 0) {
                return seq;
            }
        }
        throw new IllegalArgumentException("a seq is too long");
    }

    /** The same after one more event. */
    void reach(AuthorId author, long seq) {
        reached.merge(author, seq, Math::max);
    }

    /** True when this reader has not seen the author's event {@code seq}. */
    boolean isBehind(AuthorId author, long seq) {
        return reached.getOrDefault(author, 0L) < seq;
    }

    @Override
    public String toString() {
        ByteBuffer bytes = ByteBuffer.allocate(reached.size() * (AuthorId.SIZE + LONGEST_SEQ));
        reached.forEach((author, seq) -> {
            bytes.put(author.bytes().asBuffer());
            long left = seq;
            for (; left > 0x7f; left >>>= 7) {
                bytes.put((byte) (left | 0x80));
            }
            bytes.put((byte) left);
        });
        byte[] used = new byte[bytes.position()];
        bytes.flip().get(used);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(used);
    }
}
