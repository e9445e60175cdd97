package dev.tributary.agent.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code bench sync}: an empty agent catches up with a full one, each in a process of its own, over TLS on loopback,
 * verified and forced to disk. The clock runs from the moment in which the receiver is told of the sender to the moment
 * in which both have the same root.
 */
@Command(name = "sync", description = "Catch-up of an empty agent over TLS on loopback, verified and forced to disk.")
final class BenchSyncCommand implements Callable<Integer> {
    private static final double MIB = 1024.0 * 1024.0;

    @Option(names = "--events", defaultValue = "1000000", description = "Events to copy (${DEFAULT-VALUE}).")
    private long events;

    @Option(names = "--authors", defaultValue = "100", description = "Authors that wrote them (${DEFAULT-VALUE}).")
    private int authors;

    @Option(names = "--payload", defaultValue = "100", description = "Random bytes in each (${DEFAULT-VALUE}).")
    private int payload;

    @Option(names = "--runs", defaultValue = "3", description = "Repetitions (${DEFAULT-VALUE}).")
    private int runs;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Figures figures = new Figures("sync");
        try (Scratch scratch = Scratch.create()) {
            FilledStore filled =
                    FilledStore.make(scratch.folder("sender"), new FilledStore.Plan(events, authors, payload));
            for (int run = 0; run < runs; run++) {
                Path receiver = scratch.folder("receiver");
                catchUp(scratch.folder("sender"), receiver, filled, figures);
                Scratch.delete(receiver);
            }
        }
        figures.print(Objects.requireNonNull(spec).commandLine().getOut());
        return 0;
    }

    private static void catchUp(Path from, Path to, FilledStore filled, Figures figures) throws IOException {
        try (AgentProcess receiver =
                        AgentProcess.start(to, "--space", filled.space().hex());
                AgentProcess sender =
                        AgentProcess.start(from, "--peer", receiver.author().hex())) {
            String root = sender.get("/api/v1/status").path("digest").asText();
            Duration cpuSender = sender.cpu();
            Duration cpuReceiver = receiver.cpu();
            long begin = System.nanoTime();
            receiver.addPeer(sender.author(), sender.syncAddress());
            Waits.until(() -> {
                JsonNode status = receiver.get("/api/v1/status");
                return status.path("storage").path("events").asLong() >= filled.events()
                        && status.path("digest").asText().equals(root);
            });
            double seconds = (System.nanoTime() - begin) / 1e9;
            figures.add("events_per_second", filled.events() / seconds, "events/s");
            figures.add("seconds", seconds, "s");
            figures.add("wire_bytes_per_event", bytesIn(receiver) / (double) filled.events(), "bytes");
            figures.add("receiver_rss_peak", receiver.memory("VmHWM") / MIB, "MiB");
            figures.add("sender_rss_peak", sender.memory("VmHWM") / MIB, "MiB");
            figures.add("receiver_cpu", seconds(receiver.cpu().minus(cpuReceiver)), "s");
            figures.add("sender_cpu", seconds(sender.cpu().minus(cpuSender)), "s");
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
