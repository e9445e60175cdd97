package dev.tributary.agent.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** Publishes singles and batches and changes values on one agent, until it is stopped or the agent is gone. */
final class CrashLoad implements AutoCloseable {
    private static final int LARGEST_BATCH = 48;
    private static final Duration PAUSE = Duration.ofMillis(4);

    private final AgentProcess agent;
    private final CrashOrders orders;
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    private CrashLoad(AgentProcess agent, CrashOrders orders) {
        this.agent = agent;
        this.orders = orders;
    }

    static CrashLoad on(AgentProcess agent, CrashOrders orders, CrashValues values, long seed) {
        CrashLoad load = new CrashLoad(agent, orders);
        Random sizes = new Random(seed);
        load.begin("singles", load::single);
        load.begin("more-singles", load::single);
        load.begin("batches", () -> load.batch(1 + sizes.nextInt(LARGEST_BATCH)));
        load.begin("values", () -> values.change(agent));
        return load;
    }

    private void begin(String name, Runnable step) {
        Thread thread = new Thread(() -> repeat(step), "crash-" + name);
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
    }

    private void repeat(Runnable step) {
        do {
            try {
                step.run();
            } catch (UncheckedIOException e) {
                return;
            } catch (IllegalStateException e) {
                failures.add(String.valueOf(e.getMessage()));
                return;
            }
            Waits.pause(PAUSE);
        } while (!stopped);
    }

    private void single() {
        int order = orders.place(1);
        JsonNode answer = agent.post("/api/v1/events", "application/json", draft(order, 1, 0));
        orders.acknowledge(
                order, answer.path("seq").asLong(), answer.path("hash").asText());
    }

    private void batch(int count) {
        int order = orders.place(count);
        StringBuilder lines = new StringBuilder();
        for (int index = 0; index < count; index++) {
            lines.append(draft(order, count, index)).append('\n');
        }
        JsonNode answer = agent.post("/api/v1/events:batch", "application/x-ndjson", lines.toString());
        orders.acknowledge(
                order, answer.path("lastSeq").asLong(), answer.path("hash").asText());
    }

    private static String draft(int order, int count, int index) {
        return "{\"type\":\"" + CrashOrders.TYPE + "\",\"payload\":" + CrashOrders.payload(order, count, index) + "}";
    }

    /** What the agent refused although nothing was wrong with it. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** Returns when the last call has its answer, or failed. */
    @Override
    public void close() {
        stopped = true;
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
