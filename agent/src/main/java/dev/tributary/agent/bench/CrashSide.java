package dev.tributary.agent.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.agent.storage.Verify;
import dev.tributary.agent.storage.VerifyReport;
import dev.tributary.api.model.AuthorId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One of the agents that are killed: its directory, its process, its load, and what must be there after each kill. */
final class CrashSide implements AutoCloseable {
    private static final int PAGE = 1_000;

    private final String name;
    private final Path data;
    private final String[] options;
    private final Random random;
    private final CrashOrders orders = new CrashOrders();
    private final CrashValues values;
    private final Set<String> merged = new HashSet<>();
    private final Map<String, JsonNode> seen = new HashMap<>();
    private @Nullable AgentProcess process;
    private @Nullable CrashLoad load;
    private long checked;

    CrashSide(String name, Path data, Random random, String... options) {
        this.name = name;
        this.data = data;
        this.options = options.clone();
        this.random = random;
        this.values = new CrashValues(new Random(random.nextLong()));
    }

    String name() {
        return name;
    }

    AgentProcess process() {
        return Objects.requireNonNull(process);
    }

    CrashOrders orders() {
        return orders;
    }

    /** How many changes of values were acknowledged. */
    long values() {
        return values.acknowledged();
    }

    /** How many segments that were rewritten, or just being rewritten, kills have met. */
    int merged() {
        return merged.size();
    }

    void start() throws IOException {
        process = AgentProcess.start(data, Optional.empty(), options);
    }

    void work() {
        load = CrashLoad.on(process(), orders, values, random.nextLong());
    }

    /** Kills it under load, and says what is wrong with the answers until then and with what lies on the disk. */
    List<String> kill() throws IOException, InterruptedException {
        heads(process()).forEach(seen::put);
        process().kill();
        List<String> problems = new ArrayList<>(rest());
        problems.addAll(verify());
        return problems;
    }

    /** Ends the load and leaves the agent running. */
    List<String> rest() {
        CrashLoad last = Objects.requireNonNull(load);
        last.close();
        return last.failures();
    }

    /** Starts it and kills it so much later, ready or not. */
    List<String> killWhileStarting(Duration after) throws IOException, InterruptedException {
        Process starting = AgentProcess.launch(data, Optional.empty(), options);
        boolean ended = starting.waitFor(after.toMillis(), TimeUnit.MILLISECONDS);
        starting.destroyForcibly().waitFor();
        return ended ? List.of("it ended by itself while starting") : verify();
    }

    /** What {@code tributary verify} finds, while the agent is stopped; nothing is wrong where nothing is yet. */
    List<String> verify() throws IOException {
        if (!Verify.isIn(data)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(data.resolve("store"))) {
            files.map(file -> file.getFileName().toString())
                    .filter(file -> file.startsWith("merged-"))
                    .forEach(merged::add);
        }
        VerifyReport report = Verify.check(data, (done, total) -> {});
        return report.problems().stream().map(VerifyReport.Problem::text).toList();
    }

    /** What is wrong with the agent that came back. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        JsonNode status = process().get("/api/v1/status");
        if (!status.path("state").asText().equals("running")) {
            problems.add("it is " + status.path("state").asText() + ": "
                    + status.path("reason").asText());
        }
        List<CrashOrders.Found> log = log(process(), process().author(), checked);
        problems.addAll(orders.problems(checked, log));
        checked += log.size();
        problems.addAll(values.problems(peers()));
        Map<String, JsonNode> heads = heads(process());
        seen.forEach((author, head) -> {
            JsonNode now = heads.get(author);
            if (now == null || now.path("seq").asLong() < head.path("seq").asLong()) {
                problems.add("it has shown " + head + " and now has " + now);
            }
        });
        return problems;
    }

    private Set<AuthorId> peers() {
        Set<AuthorId> peers = new HashSet<>();
        for (JsonNode peer : process().get("/api/v1/peers").path("peers")) {
            peers.add(AuthorId.ofHex(peer.path("key").asText()));
        }
        return peers;
    }

    /** The own log as {@code holder} has it, checked from its first event to its last. */
    List<String> wholeLogAt(AgentProcess holder) {
        return orders.problems(0, log(holder, process().author(), 0));
    }

    private static Map<String, JsonNode> heads(AgentProcess agent) {
        Map<String, JsonNode> heads = new HashMap<>();
        for (JsonNode head : agent.get("/api/v1/heads").path("heads")) {
            heads.put(head.path("author").asText(), head);
        }
        return heads;
    }

    private static List<CrashOrders.Found> log(AgentProcess agent, AuthorId author, long after) {
        List<CrashOrders.Found> log = new ArrayList<>();
        if (!heads(agent).containsKey(author.hex())) {
            return log;
        }
        JsonNode next = agent.get(page(author, after));
        while (true) {
            next.path("events").forEach(event -> log.add(CrashOrders.Found.of(event)));
            if (next.path("next").isNull()) {
                return log;
            }
            next = agent.get(page(author, next.path("next").asLong()));
        }
    }

    private static String page(AuthorId author, long after) {
        return "/api/v1/authors/" + author.hex() + "/events?limit=" + PAGE + "&after=" + after;
    }

    /** Stops load and agent, the latter as an operator would. */
    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
        if (load != null) {
            load.close();
        }
    }
}
