package dev.tributary.agent.storage;

import dev.tributary.agent.identity.FenceFile;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A scripted life of a store in a process of its own, with fence, values, several segments and consolidation; closed
 * and opened again in between. Prints the number of each commit once it is acknowledged.
 */
final class SignalScript {
    static final int COMMITS = 24;

    /** Large enough that a few fill a segment of the smallest size. */
    private static final int BYTES = 60_000;

    private SignalScript() {}

    static OpenStore open(Path data, DataLock lock) {
        return OpenStore.open(
                lock,
                TestStore.options(),
                StorageMeter.NONE,
                Optional.of(new Fencing(new FenceFile(FenceFile.beside(data)), false, false, false)));
    }

    /** What the {@code number}-th commit publishes. */
    static Bytes payload(int number) {
        byte[] bytes = new byte[BYTES];
        new Random(number).nextBytes(bytes);
        return Bytes.wrap(bytes);
    }

    /** What is set in the same commit. */
    static Bytes value(int number) {
        return Bytes.utf8("value " + number);
    }

    /** {@code data}: the data directory. */
    public static void main(String[] data) throws IOException {
        Path folder = Path.of(data[0]);
        int number = 0;
        for (int life = 1; life <= 2; life++) {
            try (DataLock lock = DataLock.take(folder);
                    OpenStore store = open(folder, lock)) {
                while (number < life * COMMITS / 2) {
                    number++;
                    store.writer()
                            .publish(
                                    List.of(EventDraft.of("test.own", payload(number))),
                                    List.of(new StoreRecord.NewState("sink", "place", Optional.of(value(number)))));
                    store.writer().commit(TestStore.NOW);
                    System.out.println(number);
                    System.out.flush();
                }
                store.tidyAll();
            }
        }
    }
}
