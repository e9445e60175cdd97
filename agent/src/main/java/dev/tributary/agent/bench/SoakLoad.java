package dev.tributary.agent.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes evenly over a time: mostly one event a call, one call in fifty with a batch, one in twenty on the second
 * agent. What could not be published while an agent was away follows as fast as it can.
 */
final class SoakLoad implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int ROUND = 50;
    private static final int BATCH = 20;
    private static final int ON_THE_SECOND = 20;

    private final List<SoakSide> sides;
    private final int payload;
    private final long calls;
    private final double nanosBetween;
    private final long begin = System.nanoTime();
    private final AtomicLong next = new AtomicLong();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    private SoakLoad(SoakSide first, SoakSide second, SoakRun.Plan plan) {
        this.sides = List.of(first, second);
        this.payload = plan.payload();
        this.calls = Math.max(1, plan.events() * ROUND / (ROUND - 1 + BATCH));
        this.nanosBetween = (double) plan.time().toNanos() / calls;
    }

    static SoakLoad on(SoakSide first, SoakSide second, SoakRun.Plan plan) {
        SoakLoad load = new SoakLoad(first, second, plan);
        for (int number = 0; number < THREADS; number++) {
            Random random = new Random(plan.seed() + number);
            Thread thread = new Thread(() -> load.publish(random), "soak-" + number);
            thread.setDaemon(true);
            thread.start();
            load.threads.add(thread);
        }
        return load;
    }

    private void publish(Random random) {
        for (long call = next.getAndIncrement(); call < calls && !stopped; call = next.getAndIncrement()) {
            long due = begin + (long) (call * nanosBetween);
            for (long wait = due - System.nanoTime(); wait > 0 && !stopped; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            SoakSide side = sides.get(call % ON_THE_SECOND == 0 ? 1 : 0);
            side.publish(call % ROUND == ROUND - 1 ? BATCH : 1, hex(random, payload));
        }
    }

    private static String hex(Random random, int characters) {
        StringBuilder text = new StringBuilder(characters);
        while (text.length() < characters) {
            text.append(Character.forDigit(random.nextInt(16), 16));
        }
        return text.toString();
    }

    /** Returns when the last call has its answer; all of them if there is time, else those that were begun. */
    void finish() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @Override
    public void close() {
        stopped = true;
    }
}
