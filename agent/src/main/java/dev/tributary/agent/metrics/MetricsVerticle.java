package dev.tributary.agent.metrics;

import dev.tributary.agent.Addresses;
import dev.tributary.agent.storage.Committed;
import dev.tributary.agent.storage.Committed.CommittedRun;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.concurrent.TimeUnit;

/** Counts what is told on the event bus, and measures how late its event loop is. */
public final class MetricsVerticle extends VerticleBase {
    private static final long PERIOD_MILLIS = 500;

    private final AgentMetrics metrics;
    private long due;

    public MetricsVerticle(AgentMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public Future<?> start() {
        due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS);
        vertx.setPeriodic(PERIOD_MILLIS, timer -> {
            long now = System.nanoTime();
            metrics.lag().note(now - due);
            due = now + TimeUnit.MILLISECONDS.toNanos(PERIOD_MILLIS);
        });
        return Addresses.COMMITTED.listen(vertx, this::count).completion();
    }

    private void count(Committed notice) {
        for (CommittedRun run : notice.runs()) {
            metrics.appended(run.from().isEmpty(), run.shown());
        }
    }
}
