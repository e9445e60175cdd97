package dev.tributary.agent.storage;

import dev.tributary.api.model.Bytes;
import java.util.Map;
import java.util.Optional;

/**
 * Bounds of the small state that is kept in memory.
 *
 * @param nameBytes the longest owner, and the longest key, in UTF-8 bytes
 * @param valueBytes the largest value
 * @param totalBytes all keys and values together
 */
record StateLimits(int nameBytes, int valueBytes, long totalBytes) {
    static final StateLimits STANDARD = new StateLimits(256, 64 * 1024, 8 * 1024 * 1024);

    StateLimits {
        if (nameBytes > 0xffff || valueBytes + 2 * nameBytes + 5 > RecordFrame.MAX_BODY) {
            throw new IllegalArgumentException("the largest value does not fit a record");
        }
    }

    /**
     * Checks one change against what there is and the {@code staged} bytes that will be.
     *
     * @throws IllegalArgumentException with a sentence when it breaks a bound
     */
    void check(LogBook book, long staged, StateEntry change) {
        String owner = change.owner();
        String key = change.key();
        Optional<Bytes> value = change.value();
        if (Bytes.utf8(owner).size() > nameBytes || Bytes.utf8(key).size() > nameBytes) {
            throw new IllegalArgumentException("The names of values have at most " + nameBytes + " bytes.");
        }
        if (value.isPresent() && value.get().size() > valueBytes) {
            throw new IllegalArgumentException("The value of " + key + " has "
                    + value.get().size() + " bytes, at most " + valueBytes + " are kept.");
        }
        long more = value.map(bytes -> size(key, bytes)).orElse(0L);
        Bytes before = book.state(owner).get(key);
        long less = before == null ? 0 : size(key, before);
        if (more > less && total(book) + staged + more - less > totalBytes) {
            throw new IllegalArgumentException(
                    "All values together have at most " + totalBytes + " bytes: remove some first.");
        }
    }

    private static long total(LogBook book) {
        long total = 0;
        for (Map<String, Bytes> values : book.states().values()) {
            for (Map.Entry<String, Bytes> entry : values.entrySet()) {
                total += size(entry.getKey(), entry.getValue());
            }
        }
        return total;
    }

    private static long size(String key, Bytes value) {
        return (long) key.length() + value.size();
    }
}
