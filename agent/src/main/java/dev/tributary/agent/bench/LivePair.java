package dev.tributary.agent.bench;

import dev.tributary.api.host.Agent;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.plugin.EventFilter;
import dev.tributary.api.plugin.Registration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;

/** Two agents in this process with a real link between them: what one publishes, a listener of the other one hears. */
final class LivePair implements AutoCloseable {
    private static final String TYPE = "bench.live";

    private final Agent from;
    private final Registration listening;
    private volatile Measured current = new Measured(0, 0);
    private long lastRun;

    /** One run: when each event was published and heard. */
    static final class Measured {
        private final long run;
        private final AtomicLongArray published;
        private final AtomicLongArray took;
        private final AtomicInteger heard = new AtomicInteger();

        private Measured(long run, int events) {
            this.run = run;
            this.published = new AtomicLongArray(events);
            this.took = new AtomicLongArray(events);
        }

        Delays delays() {
            return new Delays(LongStream.range(0, took.length())
                    .map(i -> took.get((int) i))
                    .toArray());
        }
    }

    private LivePair(Agent from, Agent to) {
        this.from = from;
        this.listening = to.reader()
                .listen(
                        EventFilter.type(TYPE),
                        arrival -> arrival.event().payload().map(Bytes::utf8).ifPresent(this::heard));
    }

    /** Links two agents; {@code to} dials {@code address}. */
    static LivePair link(Agent from, Agent to, String address) {
        LivePair pair = new LivePair(from, to);
        from.addPeer(to.author(), Optional.empty()).toCompletableFuture().join();
        to.addPeer(from.author(), Optional.of(address)).toCompletableFuture().join();
        Waits.until(() -> from.status().peersConnected() > 0 && to.status().peersConnected() > 0);
        return pair;
    }

    /** Publishes evenly and returns when all was heard. */
    Measured measure(int events, long everyMillis) {
        lastRun++;
        Measured run = new Measured(lastRun, events);
        current = run;
        long begin = System.nanoTime();
        for (int event = 0; event < events; event++) {
            long due = begin + TimeUnit.MILLISECONDS.toNanos(event * everyMillis);
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            run.published.set(event, System.nanoTime());
            from.events().publish(EventDraft.of(TYPE, Bytes.utf8(lastRun + " " + event)));
        }
        Waits.until(() -> run.heard.get() == events);
        return run;
    }

    private void heard(String payload) {
        long now = System.nanoTime();
        String[] words = payload.split(" ", 2);
        Measured run = current;
        if (Long.parseLong(words[0]) == run.run) {
            int event = Integer.parseInt(words[1]);
            run.took.set(event, now - run.published.get(event));
            run.heard.incrementAndGet();
        }
    }

    @Override
    public void close() {
        listening.close();
    }
}
