package dev.tributary.agent.sync;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import java.util.Optional;

/**
 * All author keys that begin with some hex digits: a range of the key space that splits into sixteen.
 *
 * @param digits 0 to 64 lower-case hex digits; none is the whole key space
 */
public record KeyPrefix(String digits) implements Comparable<KeyPrefix> {
    /** The most digits: a whole key. */
    public static final int MAX_DIGITS = 2 * AuthorId.SIZE;

    /** Into how many parts a range splits. */
    public static final int WAYS = 16;

    /** Every key. */
    public static final KeyPrefix ALL = new KeyPrefix("");

    private static final String HEX = "0123456789abcdef";

    public KeyPrefix {
        if (digits.length() > MAX_DIGITS) {
            throw new IllegalArgumentException("a key has " + MAX_DIGITS + " digits, not " + digits.length());
        }
        for (int i = 0; i < digits.length(); i++) {
            if (HEX.indexOf(digits.charAt(i)) < 0) {
                throw new IllegalArgumentException("a prefix is not in lower-case hex");
            }
        }
    }

    /** The part of this range whose keys go on with {@code way}, 0 to 15. */
    KeyPrefix child(int way) {
        return new KeyPrefix(digits + HEX.charAt(way));
    }

    int depth() {
        return digits.length();
    }

    /** The digit at {@code depth}, 0 to 15. */
    int digit(int depth) {
        return HEX.indexOf(digits.charAt(depth));
    }

    /** The digit of a key at {@code depth}, 0 to 15. */
    static int digit(AuthorId author, int depth) {
        int pair = author.bytes().at(depth / 2);
        return (depth % 2 == 0 ? pair >>> 4 : pair) & 0xf;
    }

    /** True when the key begins with these digits. */
    public boolean contains(AuthorId author) {
        for (int i = 0; i < digits.length(); i++) {
            if (digit(author, i) != digit(i)) {
                return false;
            }
        }
        return true;
    }

    /** The smallest key of the range; empty for the beginning of the key space. */
    Optional<AuthorId> from() {
        return digits.isEmpty() ? Optional.empty() : Optional.of(padded(digits));
    }

    /** The smallest key behind the range; empty for the end of the key space. */
    Optional<AuthorId> to() {
        int last = digits.length() - 1;
        while (last >= 0 && digit(last) == WAYS - 1) {
            last--;
        }
        return last < 0
                ? Optional.empty()
                : Optional.of(padded(digits.substring(0, last) + HEX.charAt(digit(last) + 1)));
    }

    private static AuthorId padded(String start) {
        return new AuthorId(Bytes.ofHex(start + "0".repeat(MAX_DIGITS - start.length())));
    }

    @Override
    public int compareTo(KeyPrefix other) {
        return digits.compareTo(other.digits);
    }
}
