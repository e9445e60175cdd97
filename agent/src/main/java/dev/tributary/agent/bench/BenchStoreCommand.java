package dev.tributary.agent.bench;

import dev.tributary.agent.identity.Identity;
import dev.tributary.agent.identity.IdentityFile;
import dev.tributary.agent.storage.DataLock;
import dev.tributary.agent.storage.OpenStore;
import dev.tributary.agent.storage.StorageMeter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bench store}: how long a store of that many events takes to open after a clean stop and after a kill, what it
 * keeps in the heap, and what an event takes on disk before and after consolidation. All in this process, whose JVM
 * warms up from one repetition to the next; the system's cache of files is warm too.
 */
@Command(name = "store", description = "Opening, rebuilding and consolidating a store.")
final class BenchStoreCommand implements Callable<Integer> {
    private static final double MIB = 1024.0 * 1024.0;

    @Mixin
    private StoredEvents stored = new StoredEvents(1_000_000);

    @Option(names = "--payload", defaultValue = "100", description = "Random bytes in each (${DEFAULT-VALUE}).")
    private int payload;

    @Option(names = "--run-events", defaultValue = "256", description = "Events in each run (${DEFAULT-VALUE}).")
    private int runEvents;

    @Mixin
    private Repetitions repetitions = new Repetitions();

    @Override
    public Integer call() throws IOException {
        Figures figures = new Figures("store");
        try (Scratch scratch = Scratch.create()) {
            Path data = scratch.folder("store");
            FilledStore.Plan plan = new FilledStore.Plan(
                    stored.events(), stored.authors(), BenchPayload.random(payload), true, runEvents);
            long count = FilledStore.make(data, plan, Optional.empty()).events();
            figures.add("disk_bytes_per_event", size(data) / (double) count, "bytes");
            for (int run = 0; run < repetitions.count(); run++) {
                measure(data, plan, figures);
            }
            consolidate(data, plan, count, figures);
        }
        repetitions.print(figures);
        return 0;
    }

    private static void measure(Path data, FilledStore.Plan plan, Figures figures) throws IOException {
        figures.add("clean_open", open(data, plan, figures), "s");
        // What a kill leaves: the log without the marker of a clean stop.
        Files.delete(data.resolve("store").resolve("index.clean"));
        figures.add("rebuild", open(data, plan, new Figures("not shown")), "s");
    }

    private static double open(Path data, FilledStore.Plan plan, Figures figures) throws IOException {
        long before = heap();
        try (DataLock lock = DataLock.take(data)) {
            long begin = System.nanoTime();
            try (OpenStore store = store(lock, plan)) {
                double seconds = (System.nanoTime() - begin) / 1e9;
                figures.add("heap", (heap() - before) / MIB, "MiB");
                figures.add("events", (double) store.events(), "events");
                return seconds;
            }
        }
    }

    private static void consolidate(Path data, FilledStore.Plan plan, long count, Figures figures) throws IOException {
        try (DataLock lock = DataLock.take(data);
                OpenStore store = store(lock, plan)) {
            long begin = System.nanoTime();
            store.tidyAll();
            figures.add("consolidation", (System.nanoTime() - begin) / 1e9, "s");
        }
        figures.add("disk_bytes_per_event_after", size(data) / (double) count, "bytes");
    }

    private static OpenStore store(DataLock lock, FilledStore.Plan plan) {
        Identity identity = new IdentityFile(lock.data()).loadOrCreate(new SecureRandom());
        return OpenStore.open(lock, FilledStore.options(identity, plan.authors(), Optional.empty()), StorageMeter.NONE);
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static long size(Path data) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(data)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        long sum = 0;
        for (Path file : files) {
            sum += Files.size(file);
        }
        return sum;
    }
}
