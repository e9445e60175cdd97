package dev.tributary.agent.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.agent.identity.Identity;
import dev.tributary.agent.identity.IdentityFile;
import dev.tributary.agent.storage.DataLock;
import dev.tributary.agent.storage.OpenStore;
import dev.tributary.agent.storage.StorageMeter;
import dev.tributary.agent.storage.StoreReader;
import dev.tributary.api.status.LogStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bench store}: how long a store of that many events takes to open after a clean stop and after a kill, what it
 * keeps in the heap, how fast the newest events of many authors are read with an index that was just opened, and what
 * an event takes on disk before and after consolidation. Once in this process, whose JVM warms up from one repetition
 * to the next, and once in an agent's own, which is fresh each time. The system's cache of files stays warm: to empty
 * it takes an administrator.
 */
@Command(
        name = "store",
        description = "Opening, rebuilding, reading and consolidating a store; the system's cache of files is warm.")
final class BenchStoreCommand implements Callable<Integer> {
    private static final double MIB = 1024.0 * 1024.0;
    private static final int NEWEST = 10;
    private static final Duration WORK = Duration.ofSeconds(1);

    @Mixin
    private StoredEvents stored = new StoredEvents(1_000_000);

    @Option(names = "--payload", defaultValue = "100", description = "Random bytes in each (${DEFAULT-VALUE}).")
    private int payload;

    @Option(names = "--run-events", defaultValue = "256", description = "Events in each run (${DEFAULT-VALUE}).")
    private int runEvents;

    @Option(names = "--reads", defaultValue = "1000", description = """
            Authors whose last 10 events are read from a store that was just opened (${DEFAULT-VALUE}).""")
    private int reads;

    @Mixin
    private Repetitions repetitions = new Repetitions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Figures figures = new Figures("store");
        try (Scratch scratch = Scratch.create()) {
            Path data = scratch.folder("store");
            FilledStore.Plan plan = new FilledStore.Plan(
                    stored.events(), stored.authors(), BenchPayload.random(payload), true, runEvents);
            long begin = System.nanoTime();
            long count = FilledStore.make(data, plan, Optional.empty()).events();
            figures.add("filling", (System.nanoTime() - begin) / 1e9, "s");
            figures.add("disk_bytes_per_event", FolderSize.of(data) / (double) count, "bytes");
            for (int run = 0; run < repetitions.count(); run++) {
                measure(data, plan, figures);
                agent(data, figures);
            }
            consolidate(data, plan, count, figures);
        }
        repetitions.print(figures);
        return 0;
    }

    private void measure(Path data, FilledStore.Plan plan, Figures figures) throws IOException {
        figures.add("clean_open", open(data, plan, figures), "s");
        // What a kill leaves: the log without the marker of a clean stop.
        Files.delete(data.resolve("store").resolve("index.clean"));
        figures.add("rebuild", open(data, plan, new Figures("not shown")), "s");
    }

    /**
     * The same as its user has it, from the start of the process to its ready line and through the API: after a clean
     * stop, after a SIGKILL while it publishes, and after another one when the index is gone as well.
     */
    private void agent(Path data, Figures figures) throws IOException, InterruptedException {
        try (AgentProcess agent = start(data)) {
            figures.add("start_to_ready", agent.startTime().toMillis() / 1000.0, "s");
            figures.add("api_reads_of_last_10", read(agent), "s, one call after the other");
            killAtWork(agent);
        }
        try (AgentProcess agent = start(data)) {
            figures.add("kill_to_ready", agent.startTime().toMillis() / 1000.0, "s, all segments read");
            figures.add("rss_after", agent.memory("VmRSS") / MIB, "MiB");
            killAtWork(agent);
        }
        Files.delete(data.resolve("store").resolve("index.mapdb"));
        try (AgentProcess agent = start(data)) {
            figures.add("kill_to_ready_without_index", agent.startTime().toMillis() / 1000.0, "s, the same");
        }
    }

    private double read(AgentProcess agent) {
        long begin = System.nanoTime();
        List<JsonNode> logs = new ArrayList<>();
        agent.get("/api/v1/authors").path("authors").forEach(logs::add);
        for (JsonNode log : logs.subList(0, Math.min(reads, logs.size()))) {
            long after = Math.max(0, log.path("seq").asLong() - NEWEST);
            String author = log.path("author").asText();
            agent.get("/api/v1/authors/" + author + "/events?limit=" + NEWEST + "&after=" + after);
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private static void killAtWork(AgentProcess agent) throws InterruptedException {
        Thread load = new Thread(() -> publish(agent), "load");
        load.setDaemon(true);
        load.start();
        Waits.pause(WORK);
        agent.kill();
        load.join();
    }

    /** One event after the other, until the agent is gone. */
    private static void publish(AgentProcess agent) {
        try {
            while (true) {
                agent.post("/api/v1/events", "application/json", "{\"type\":\"bench.reading\",\"payload\":1}");
            }
        } catch (UncheckedIOException e) {
            // That is how it ends.
        }
    }

    private static AgentProcess start(Path data) throws IOException {
        return AgentProcess.start(data, "--set", AgentProcess.ANY_AUTHORS);
    }

    private double open(Path data, FilledStore.Plan plan, Figures figures) throws IOException {
        long before = heap();
        try (DataLock lock = DataLock.take(data)) {
            long begin = System.nanoTime();
            try (OpenStore store = store(lock, plan)) {
                double seconds = (System.nanoTime() - begin) / 1e9;
                figures.add("heap", (heap() - before) / MIB, "MiB");
                figures.add("events", (double) store.events(), "events");
                figures.add("reads_of_last_10", read(store), "s");
                return seconds;
            }
        }
    }

    private double read(OpenStore store) throws IOException {
        List<LogStatus> logs = store.logs();
        StoreReader reader = store.reader();
        long begin = System.nanoTime();
        for (LogStatus log : logs.subList(0, Math.min(reads, logs.size()))) {
            long seq = log.head().seq();
            int wanted = (int) Math.min(seq, NEWEST);
            if (reader.events(log.head().author(), seq - wanted, NEWEST).size() != wanted) {
                throw new IllegalStateException("events of " + log.head().author() + " are missing");
            }
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    private static void consolidate(Path data, FilledStore.Plan plan, long count, Figures figures) throws IOException {
        try (DataLock lock = DataLock.take(data);
                OpenStore store = store(lock, plan)) {
            long begin = System.nanoTime();
            store.tidyAll();
            figures.add("consolidation", (System.nanoTime() - begin) / 1e9, "s");
        }
        figures.add("disk_bytes_per_event_after", FolderSize.of(data) / (double) count, "bytes");
    }

    private static OpenStore store(DataLock lock, FilledStore.Plan plan) {
        Identity identity = new IdentityFile(lock.data()).loadOrCreate(new SecureRandom());
        return OpenStore.open(lock, FilledStore.options(identity, plan.authors(), Optional.empty()), StorageMeter.NONE);
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
