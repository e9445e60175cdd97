package dev.tributary.agent.storage;

import dev.tributary.api.model.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The body of a record of values that were set together with the run in the record right behind: u32 and the body of a
 * state record ({@link StateEntry}), again and again.
 *
 * <p>Both are in one group commit and one segment. A torn commit keeps its first records only, so a run is never there
 * without the values before it; values at the very end of the log are those whose run was torn off, and are cut too.
 */
final class ValuesBody {
    private ValuesBody() {}

    static Bytes encode(List<StoreRecord.NewState> values) {
        List<Bytes> entries =
                values.stream().map(value -> value.entry().encode()).toList();
        ByteBuffer body = ByteBuffer.allocate(
                entries.stream().mapToInt(entry -> Integer.BYTES + entry.size()).sum());
        entries.forEach(entry -> body.putInt(entry.size()).put(entry.asBuffer()));
        return Bytes.wrap(body.array());
    }

    /** Reads a body; empty when it makes no sense. */
    static List<StateEntry> decode(Bytes body) {
        List<StateEntry> entries = new ArrayList<>();
        int at = 0;
        while (body.size() - at >= Integer.BYTES) {
            int size = body.asBuffer().getInt(at);
            at += Integer.BYTES;
            if (size < 0 || size > body.size() - at) {
                return List.of();
            }
            StateEntry.decode(body.slice(at, size)).ifPresent(entries::add);
            at += size;
        }
        return entries;
    }
}
