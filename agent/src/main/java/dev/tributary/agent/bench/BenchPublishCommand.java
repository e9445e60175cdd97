package dev.tributary.agent.bench;

import dev.tributary.api.host.Agent;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code bench publish}: events that were acknowledged after they were forced to disk. */
@Command(
        name = "publish",
        description = "Publishes with acknowledgement after the force: singly, 100 in flight, in batches.")
final class BenchPublishCommand implements Callable<Integer> {
    private static final int BATCH = 256;
    private static final int IN_FLIGHT = 100;

    @Option(names = "--calls", defaultValue = "5000", description = "Calls of each kind (${DEFAULT-VALUE}).")
    private int calls;

    @Option(names = "--payload", defaultValue = "100", description = "Bytes in each event (${DEFAULT-VALUE}).")
    private int payload;

    @Mixin
    private Repetitions repetitions = new Repetitions();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Figures figures = new Figures("publish");
        try (Scratch scratch = Scratch.create();
                Agent agent = Agent.start(scratch.agent("a"))) {
            EventDraft draft = EventDraft.of("bench.reading", Bytes.of(new byte[payload]));
            List<EventDraft> batch = Collections.nCopies(BATCH, draft);
            measure(calls, 1, () -> agent.events().publish(draft));
            for (int run = 0; run < repetitions.count(); run++) {
                note(
                        figures,
                        "one_by_one",
                        1,
                        measure(calls, 1, () -> agent.events().publish(draft)));
                note(
                        figures,
                        "in_flight_100",
                        1,
                        measure(20 * calls, IN_FLIGHT, () -> agent.events().publish(draft)));
                note(
                        figures,
                        "batches_of_256",
                        BATCH,
                        measure(calls, 2, () -> agent.events().publishAll(batch)));
            }
        }
        repetitions.print(figures);
        return 0;
    }

    /**
     * What came of some calls.
     *
     * @param seconds from the first call to the last answer
     * @param nanos how long each call waited, sorted
     */
    private record Measured(double seconds, List<Long> nanos) {}

    private static void note(Figures figures, String name, int events, Measured measured) {
        figures.add(name + "_per_second", events * measured.nanos().size() / measured.seconds(), "events/s");
        figures.add(name + "_p50", at(measured, 0.5), "ms");
        figures.add(name + "_p99", at(measured, 0.99), "ms");
    }

    private static double at(Measured measured, double share) {
        return measured.nanos().get((int) (share * (measured.nanos().size() - 1))) / 1e6;
    }

    private static Measured measure(int calls, int inFlight, Supplier<? extends CompletionStage<?>> publish)
            throws InterruptedException {
        long[] nanos = new long[calls];
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        Semaphore room = new Semaphore(inFlight);
        long begin = System.nanoTime();
        for (int i = 0; i < calls; i++) {
            room.acquire();
            int call = i;
            long asked = System.nanoTime();
            publish.get().whenComplete((done, failure) -> {
                nanos[call] = System.nanoTime() - asked;
                if (failure != null) {
                    failures.add(failure);
                }
                room.release();
            });
        }
        room.acquire(inFlight);
        double seconds = (System.nanoTime() - begin) / 1e9;
        if (!failures.isEmpty()) {
            throw new CompletionException(failures.get(0));
        }
        return new Measured(seconds, Arrays.stream(nanos).sorted().boxed().toList());
    }
}
