package dev.tributary.agent.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bench adverts}: what two agents say of what they hold when they meet for the first time, both with many logs,
 * and then when nothing happens. Bytes only; no clock decides anything but how long the silence is listened to.
 */
@Command(name = "adverts", description = """
        Bytes in which two agents that never met find out what differs, and bytes of an idle hour between them.""")
final class BenchAdvertsCommand implements Callable<Integer> {
    @Option(names = "--authors", defaultValue = "100000", description = """
            Authors with an event each, known to both (${DEFAULT-VALUE}, for which TRIBUTARY_HEAP=256m).""")
    private int authors;

    @Option(
            names = "--differ",
            defaultValue = "10",
            description = "How many of them wrote one more, which one agent knows (${DEFAULT-VALUE}).")
    private int differ;

    @Option(names = "--idle", defaultValue = "240", description = """
            Seconds of silence that are counted and brought to an hour (${DEFAULT-VALUE}); 0 for none.""")
    private int idle;

    @Mixin
    private Repetitions repetitions = new Repetitions();

    @Override
    public Integer call() throws IOException {
        Figures figures = new Figures("adverts");
        for (int run = 0; run < repetitions.count(); run++) {
            try (Scratch scratch = Scratch.create()) {
                ChangingStore store = ChangingStore.make(scratch.folder("authors"), authors, differ);
                try (AgentProcess left = start(scratch.folder("left"), store);
                        AgentProcess right = start(scratch.folder("right"), store)) {
                    bring(scratch, store, List.of(left, right));
                    store.write(differ);
                    bring(scratch, store, List.of(left));
                    meet(figures, left, right, store.events());
                    if (idle > 0) {
                        rest(figures, right);
                    }
                }
            }
        }
        repetitions.print(figures);
        return 0;
    }

    private static AgentProcess start(Path data, ChangingStore store) throws IOException {
        return AgentProcess.start(data, "--space", store.space().hex(), "--set", AgentProcess.ANY_AUTHORS);
    }

    /** What is in the store goes to agents in a bundle, so that they have it and have never met. */
    private static void bring(Scratch scratch, ChangingStore store, List<AgentProcess> agents) throws IOException {
        Path bundle = scratch.folder("bundles").resolve("all.bundle");
        Files.createDirectories(bundle.getParent());
        Files.deleteIfExists(bundle);
        AgentProcess.tool("export", "--data", store.data().toString(), "--to", bundle.toString());
        for (AgentProcess agent : agents) {
            AgentProcess.tool("import", "--data", agent.data().toString(), "--from", bundle.toString());
            agent.awaitEvents(store.events());
        }
    }

    private static void meet(Figures figures, AgentProcess left, AgentProcess right, long events) {
        left.addPeer(right.author(), Optional.empty());
        right.addPeer(left.author(), Optional.of(left.syncAddress()));
        right.awaitEvents(events);
        Waits.until(() -> peer(right).path("rootsEqual").asBoolean());
        double adverts = List.of("root", "changes", "page", "ranges").stream()
                .mapToDouble(level -> right.metric("tributary_sync_bytes_total", "frame", "advertise_" + level))
                .sum();
        figures.add("first_meeting_adverts", adverts, "bytes of adverts, both ways");
        figures.add("first_meeting_all", (double) bytes(right), "bytes of frames, both ways, until the proof");
    }

    private void rest(Figures figures, AgentProcess agent) {
        long before = bytes(agent);
        Waits.pause(Duration.ofSeconds(idle));
        double hour = (double) Duration.ofHours(1).toSeconds() / idle;
        figures.add("idle_hour", (bytes(agent) - before) * hour, "bytes of frames, both ways, from " + idle + " s");
    }

    private static long bytes(AgentProcess agent) {
        JsonNode peer = peer(agent);
        return peer.path("bytesIn").asLong() + peer.path("bytesOut").asLong();
    }

    private static JsonNode peer(AgentProcess agent) {
        return agent.get("/api/v1/peers").path("peers").path(0);
    }
}
