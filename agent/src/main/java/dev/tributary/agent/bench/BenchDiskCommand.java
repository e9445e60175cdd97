package dev.tributary.agent.bench;

import dev.tributary.api.host.Agent;
import dev.tributary.api.host.AgentOptions;
import dev.tributary.api.model.EventDraft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bench disk}: what is written to the device for what is stored, what an event takes, and whether space really
 * comes back. See {@link DeviceWrites} for how much its figures can be trusted.
 */
@Command(
        name = "disk",
        description = {
            "Bytes written to the device and kept on it: live events then consolidated, catch-up, retention.",
            "What the device takes includes what other programs write, so they should rest; what the kernel counts "
                    + "for the process is far too much where its page cache has large folios. A force writes a page at "
                    + "least, so events one by one cost 4 KiB each."
        })
final class BenchDiskCommand implements Callable<Integer> {
    private static final double MIB = 1024.0 * 1024.0;
    private static final int SETTLED = 10;

    @Option(names = "--events", defaultValue = "1000000", description = "Live events (${DEFAULT-VALUE}).")
    private int events;

    @Option(names = "--one-by-one", defaultValue = "10000", description = """
            Of further live events each of which waits for the one before (${DEFAULT-VALUE}).""")
    private int oneByOne;

    @Option(names = "--in-flight", defaultValue = "100", description = "Events that wait at a time (${DEFAULT-VALUE}).")
    private int inFlight;

    @Option(names = "--payload", defaultValue = "100", description = "Random bytes in each (${DEFAULT-VALUE}).")
    private int payload;

    @Option(names = "--catch-up", defaultValue = "1000000", description = "Events to catch up with (${DEFAULT-VALUE}).")
    private long catchUp;

    @Mixin
    private Repetitions repetitions = new Repetitions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Figures figures = new Figures("disk");
        try (Scratch scratch = Scratch.create()) {
            for (int run = 0; run < repetitions.count(); run++) {
                Path live = scratch.folder("live-" + run);
                publish(live, events, inFlight, "singles", figures);
                kept(live, figures);
                prune(live, figures);
                publish(scratch.folder("slow-" + run), oneByOne, 1, "one_by_one", figures);
            }
            catchUp(scratch, figures);
        }
        repetitions.print(figures);
        return 0;
    }

    private void publish(Path data, int count, int most, String what, Figures figures)
            throws IOException, InterruptedException {
        long self = ProcessHandle.current().pid();
        Files.createDirectories(data);
        DeviceWrites before = DeviceWrites.of(self, data);
        double stored;
        try (Agent agent = Agent.start(options(data))) {
            publish(agent, count, most);
            settle(agent);
            stored = metric(agent, "tributary_store_bytes") + metric(agent, "tributary_store_reclaimed_bytes_total");
        }
        figures.add(what + "_stored", stored / count, "bytes an event, before consolidation");
        DeviceWrites.of(self, data).note(figures, what, before, stored);
    }

    private void publish(Agent agent, int count, int most) throws InterruptedException {
        BenchPayload.Source payloads = BenchPayload.random(payload).source(new Random(count));
        Semaphore room = new Semaphore(most);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        for (int i = 0; i < count; i++) {
            room.acquire();
            agent.events()
                    .publish(EventDraft.of("bench.reading", payloads.next()))
                    .whenComplete((done, failed) -> {
                        failure.compareAndSet(null, failed);
                        room.release();
                    });
        }
        room.acquire(most);
        Throwable failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("an event was refused: " + failed, failed);
        }
    }

    private void kept(Path data, Figures figures) throws IOException {
        Path store = data.resolve("store");
        figures.add("disk_per_event", FolderSize.of(store) / (double) events, "bytes, index and files of hashes too");
        figures.add("segments_per_event", size(store, ".log") / (double) events, "bytes of them");
        figures.add("hashes_per_event", size(store, ".hashes") / (double) events, "bytes of them");
        figures.add("index_per_event", size(store, ".mapdb") / (double) events, "bytes of them");
    }

    /** The same store with a rule that leaves a tenth. */
    private void prune(Path data, Figures figures) throws IOException {
        Path store = data.resolve("store");
        figures.add("before_retention", FolderSize.of(store) / MIB, "MiB");
        try (Agent agent = Agent.start(options(data).with("storage.retention", "own;events=" + events / 10))) {
            settle(agent);
            figures.add("retention_left", (double) agent.status().storage().events(), "events");
        }
        figures.add("after_retention", FolderSize.of(store) / MIB, "MiB");
    }

    private void catchUp(Scratch scratch, Figures figures) throws IOException {
        Path full = scratch.folder("full");
        FilledStore filled = FilledStore.make(full, new FilledStore.Plan(catchUp, 100, payload), Optional.empty());
        for (int run = 0; run < repetitions.count(); run++) {
            Path empty = scratch.folder("empty-" + run);
            try (AgentProcess from = AgentProcess.start(full);
                    AgentProcess to =
                            AgentProcess.start(empty, "--space", filled.space().hex())) {
                from.addPeer(to.author(), Optional.empty());
                DeviceWrites before = to.writes(empty);
                to.addPeer(from.author(), Optional.of(from.syncAddress()));
                to.awaitEvents(filled.events());
                // The files of hashes come a little later.
                Waits.pause(Duration.ofSeconds(SETTLED));
                double stored = (double) FolderSize.of(empty.resolve("store"));
                to.writes(empty).note(figures, "catch_up", before, stored);
                from.removePeer(to.author());
            }
        }
    }

    /** Returns once the store's size has not changed for a while: all that could be rewritten is. */
    private static void settle(Agent agent) {
        long[] last = {-1};
        int[] same = {0};
        Waits.until(() -> {
            Waits.pause(Duration.ofMillis(500));
            long now = agent.status().storage().bytes();
            same[0] = now == last[0] ? same[0] + 1 : 0;
            last[0] = now;
            return same[0] == SETTLED;
        });
    }

    private static double metric(Agent agent, String name) {
        return agent.metrics()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .sum();
    }

    private static AgentOptions options(Path data) {
        return Scratch.agentIn(data).with("storage.segment-size", "4MiB");
    }

    private static long size(Path folder, String end) throws IOException {
        long sum = 0;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(file -> file.toString().endsWith(end)).toList()) {
                sum += Files.size(file);
            }
        }
        return sum;
    }
}
