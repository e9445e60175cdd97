package dev.tributary.agent.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.agent.FileTree;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bench sync}: an agent catches up with a full one, each in a process of its own, over TLS on loopback, verified
 * and forced to disk. The clock runs from the moment in which the receiver is told of the sender to the moment in which
 * it has everything. Both processes are fresh, so a good part of the time goes to the JVM's compilers; with
 * {@code --warm-up} both have carried that many other events before, as agents that have been up for a while.
 */
@Command(name = "sync", description = "Catch-up over TLS on loopback, verified and forced to disk.")
final class BenchSyncCommand implements Callable<Integer> {
    private static final double MIB = 1024.0 * 1024.0;

    @Mixin
    private StoredEvents stored = new StoredEvents(1_000_000);

    @Option(
            names = "--payload",
            defaultValue = "100",
            converter = BenchPayload.Converter.class,
            description = "Random bytes in each, or json for sensor readings of about 120 (${DEFAULT-VALUE}).")
    private BenchPayload payload = BenchPayload.random(100);

    @Option(
            names = "--compression",
            defaultValue = "auto",
            description = "auto or off: the sync.compression of both agents (${DEFAULT-VALUE}).")
    private String compression = "auto";

    @Mixin
    private Repetitions repetitions = new Repetitions();

    @Option(
            names = "--warm-up",
            defaultValue = "0",
            description = "Other events that both processes carry before the clock runs (${DEFAULT-VALUE}).")
    private long warmUp;

    @Option(names = "--heap", description = "The receiver's heap, such as 48m, besides a run with the default one.")
    private Optional<String> heap = Optional.empty();

    @Option(names = "--peers", defaultValue = "1", description = "Agents that hold the events (${DEFAULT-VALUE}).")
    private int peers;

    @Override
    public Integer call() throws IOException {
        if (peers > 1 || heap.isPresent()) {
            return new SyncTable(plan(stored.events()), peers, heap).run(repetitions);
        }
        Figures figures = new Figures(warmUp > 0 ? "sync_warm" : "sync");
        try (Scratch scratch = Scratch.create()) {
            Path sender = scratch.folder("sender");
            FilledStore filled = FilledStore.make(sender, plan(stored.events()), Optional.empty());
            if (warmUp > 0) {
                warm(scratch, filled, figures);
            } else {
                for (int run = 0; run < repetitions.count(); run++) {
                    try (AgentProcess from = AgentProcess.start(sender, settings())) {
                        copy(scratch, from, filled, Optional.empty(), figures);
                    }
                }
            }
        }
        repetitions.print(figures);
        return 0;
    }

    private FilledStore.Plan plan(long count) {
        return new FilledStore.Plan(count, stored.authors(), payload, compression.equals("auto"));
    }

    private String[] settings(String... others) {
        return Stream.concat(
                        Stream.of("--set", "sync.compression=" + compression, "--set", AgentProcess.ANY_AUTHORS),
                        Stream.of(others))
                .toArray(String[]::new);
    }

    private void warm(Scratch scratch, FilledStore filled, Figures figures) throws IOException {
        Path other = scratch.folder("other");
        FilledStore otherFilled = FilledStore.make(other, plan(warmUp), Optional.of(filled.space()));
        // Neither takes what the receiver has from the other one.
        try (AgentProcess from =
                        AgentProcess.start(scratch.folder("sender"), settings("--set", "authors.admit=listed"));
                AgentProcess first = AgentProcess.start(
                        other, settings("--space", filled.space().hex(), "--set", "authors.admit=listed"))) {
            WarmUp before = new WarmUp(first, otherFilled.events());
            copy(scratch, from, filled, Optional.of(before), new Figures("the sender's own warm-up"));
            for (int run = 0; run < repetitions.count(); run++) {
                copy(scratch, from, filled, Optional.of(before), figures);
            }
        }
    }

    /**
     * What a receiver carries before the clock runs.
     *
     * @param from who has it
     * @param events how many there are
     */
    private record WarmUp(AgentProcess from, long events) {}

    private void copy(
            Scratch scratch, AgentProcess sender, FilledStore filled, Optional<WarmUp> before, Figures figures)
            throws IOException {
        Path to = scratch.folder("receiver");
        try (AgentProcess receiver =
                AgentProcess.start(to, settings("--space", filled.space().hex()))) {
            sender.addPeer(receiver.author(), Optional.empty());
            long held = 0;
            if (before.isPresent()) {
                AgentProcess other = before.get().from();
                held = before.get().events();
                other.addPeer(receiver.author(), Optional.empty());
                receiver.addPeer(other.author(), Optional.of(other.syncAddress()));
                receiver.awaitEvents(held);
                receiver.removePeer(other.author());
                other.removePeer(receiver.author());
            }
            measure(receiver, sender, held + filled.events(), filled, figures);
            sender.removePeer(receiver.author());
        }
        FileTree.remove(to);
    }

    private static void measure(
            AgentProcess receiver, AgentProcess sender, long atTheEnd, FilledStore filled, Figures figures)
            throws IOException {
        Duration cpuSender = sender.cpu();
        Duration cpuReceiver = receiver.cpu();
        long begin = System.nanoTime();
        receiver.addPeer(sender.author(), Optional.of(sender.syncAddress()));
        receiver.awaitEvents(atTheEnd);
        double seconds = (System.nanoTime() - begin) / 1e9;
        figures.add("events_per_second", filled.events() / seconds, "events/s");
        figures.add("seconds", seconds, "s");
        figures.add("wire_bytes_per_event", bytesIn(receiver) / (double) filled.events(), "bytes");
        figures.add("receiver_rss_peak", receiver.memory("VmHWM") / MIB, "MiB");
        figures.add("sender_rss_peak", sender.memory("VmHWM") / MIB, "MiB");
        figures.add("receiver_cpu", seconds(receiver.cpu().minus(cpuReceiver)), "s");
        figures.add("sender_cpu", seconds(sender.cpu().minus(cpuSender)), "s");
        requireSame(receiver, sender);
    }

    /** Every head of the sender is the receiver's too. */
    private static void requireSame(AgentProcess receiver, AgentProcess sender) {
        Set<JsonNode> held = new HashSet<>();
        receiver.get("/api/v1/heads").path("heads").forEach(held::add);
        for (JsonNode head : sender.get("/api/v1/heads").path("heads")) {
            if (!held.contains(head)) {
                throw new IllegalStateException("the receiver lacks the sender's head " + head);
            }
        }
    }

    /** Frames as they went into TLS, which adds about 22 bytes to each 16 KiB. */
    private static long bytesIn(AgentProcess receiver) {
        return receiver.get("/api/v1/peers")
                .path("peers")
                .path(0)
                .path("bytesIn")
                .asLong();
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1000.0;
    }
}
