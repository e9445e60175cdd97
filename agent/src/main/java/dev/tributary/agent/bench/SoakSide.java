package dev.tributary.agent.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tributary.agent.storage.Verify;
import dev.tributary.agent.storage.VerifyReport;
import dev.tributary.api.model.AuthorId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One of the two agents of {@link SoakRun}: its process, what was published on it, what it said, and what it cost. The
 * loads publish from threads of their own; all else belongs to the main thread.
 */
final class SoakSide implements AutoCloseable {
    private static final int PAGE = 1_000;
    private static final String TYPE = "soak.reading";
    private static final String DUPLICATES = "tributary_sync_events_duplicate_total";

    private final String name;
    private final Path data;
    private final Path errors;
    private final List<String> options;
    private final SoakLedger ledger = new SoakLedger();
    private final HeapTrend heap = new HeapTrend();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private final List<Sample> samples = new ArrayList<>();
    private volatile @Nullable AgentProcess process;
    private long begun;
    private long linesTold;
    private long followed;
    private double duplicatesBefore;
    private double duplicates;

    /**
     * What it cost at one moment.
     *
     * @param nanos when
     * @param heap what is left of the heap after a collection
     * @param resident memory in RAM
     * @param disk the bytes of all its files
     */
    record Sample(long nanos, long heap, long resident, long disk) {}

    SoakSide(String name, Path folder, String... options) {
        this.name = name;
        this.data = folder.resolve(name);
        this.errors = folder.resolve(name + ".err");
        this.options = new ArrayList<>(List.of(options));
    }

    String name() {
        return name;
    }

    SoakLedger ledger() {
        return ledger;
    }

    AgentProcess process() {
        return Objects.requireNonNull(process, "it is not running");
    }

    List<Sample> samples() {
        return samples;
    }

    HeapTrend.Slope heapSlope() {
        return heap.slope();
    }

    /** Further options of the command for all starts to come. */
    void with(String... more) {
        options.addAll(List.of(more));
    }

    void start() throws IOException {
        process = AgentProcess.startTelling(errors, data, options.toArray(String[]::new));
        begun = System.nanoTime();
        heap.newLife();
        duplicatesBefore += duplicates;
        duplicates = 0;
    }

    /** Ends the process, as an operator would or as a power cut does. */
    void end(boolean killed) throws InterruptedException {
        AgentProcess ending = process();
        duplicates = ending.metric(DUPLICATES);
        // From here on failing calls are no fault.
        process = null;
        if (killed) {
            ending.kill();
        } else {
            ending.close();
        }
    }

    /** Publishes so many events in one call, once the agent is up; takes down what is acknowledged. */
    void publish(int count, String payload) {
        Waits.until(() -> process != null);
        AgentProcess agent = process;
        if (agent == null) {
            return;
        }
        String draft = "{\"type\":\"" + TYPE + "\",\"payload\":\"" + payload + "\"}";
        try {
            if (count == 1) {
                JsonNode answer = agent.post("/api/v1/events", "application/json", draft);
                long seq = answer.path("seq").asLong();
                ledger.acknowledge(seq, seq, answer.path("hash").asText());
            } else {
                JsonNode answer =
                        agent.post("/api/v1/events:batch", "application/x-ndjson", (draft + "\n").repeat(count));
                ledger.acknowledge(
                        answer.path("firstSeq").asLong(),
                        answer.path("lastSeq").asLong(),
                        answer.path("hash").asText());
            }
        } catch (UncheckedIOException | IllegalStateException e) {
            if (process == agent) {
                faults.add(name + " refused an event: " + e.getMessage());
            }
        }
    }

    /** Reads what has arrived here of another agent's log since the last time; returns where that log begins here. */
    long follow(SoakSide other, AuthorId author) {
        JsonNode log = log(author);
        long first = log.path("firstSeq").asLong(1);
        long head = log.path("seq").asLong();
        followed = Math.max(followed, first - 1);
        while (followed < head) {
            String page = "/api/v1/authors/" + author.hex() + "/events?limit=" + PAGE + "&after=" + followed;
            JsonNode events = process().get(page).path("events");
            for (JsonNode event : events) {
                other.ledger.seen(event.path("seq").asLong(), event.path("hash").asText());
                followed = event.path("seq").asLong();
            }
            if (events.isEmpty()) {
                return first;
            }
        }
        return first;
    }

    private JsonNode log(AuthorId author) {
        for (JsonNode log : process().get("/api/v1/authors").path("authors")) {
            if (log.path("author").asText().equals(author.hex())) {
                return log;
            }
        }
        return MissingNode.getInstance();
    }

    /** Measures; the heap counts towards its trend once the process has run for {@code warmUpNanos}. */
    void sample(long warmUpNanos) throws IOException, InterruptedException {
        AgentProcess agent = process();
        long now = System.nanoTime();
        Sample sample = new Sample(now, agent.liveHeap(), agent.memory("VmRSS"), disk());
        samples.add(sample);
        duplicates = agent.metric(DUPLICATES);
        if (now - begun >= warmUpNanos) {
            heap.add((now - begun) / 3.6e12, (double) sample.heap());
        }
    }

    /** Events that came though they were here. */
    double duplicates() {
        return duplicatesBefore + duplicates;
    }

    /**
     * What went wrong since this was asked last: refused events, and whatever the agent said at level WARN or above.
     */
    List<String> takeFaults() throws IOException {
        List<String> all = new ArrayList<>(faults);
        faults.removeAll(all);
        if (Files.exists(errors)) {
            try (Stream<String> lines = Files.lines(errors)) {
                lines.skip(linesTold).forEach(line -> {
                    linesTold++;
                    all.add(name + " says: " + line);
                });
            }
        }
        return all;
    }

    private long disk() throws IOException {
        return FolderSize.of(data);
    }

    /** What {@code tributary verify} finds, while it is stopped. */
    List<String> verify() throws IOException {
        VerifyReport report = Verify.check(data, (done, total) -> {});
        return report.problems().stream()
                .map(problem -> name + ": " + problem.text())
                .toList();
    }

    @Override
    public void close() {
        Optional.ofNullable(process).ifPresent(AgentProcess::close);
    }
}
