package dev.tributary.agent.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.core.metrics.Info;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.metrics.MetricsOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The agent's figures. Counted here is only what happens too often to be asked for; everything else is read from its
 * owner when somebody scrapes. No label carries anything that a stranger can choose: peers and plugins come from the
 * operator's lists, and their series go when they go.
 *
 * <p>Made before Vert.x, which takes its metrics at birth; {@link #bind} follows when the parts are there. Safe from
 * any thread.
 */
public final class AgentMetrics {
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(250_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofMillis(2),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5)
    };

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Clock clock;
    private final Counter local;
    private final Counter remote;
    private final Timer append;
    private final BusCounts bus = new BusCounts();
    private final EventLoopLag lag = new EventLoopLag();
    private @Nullable Series series;

    public AgentMetrics(String version, Clock clock) {
        this.clock = clock;
        Info.builder()
                .name("tributary_build")
                .help("The version of this agent and of the Java that runs it.")
                .labelNames("version", "java")
                .register(registry.getPrometheusRegistry())
                .setLabelValues(version, Runtime.version().toString());
        local = appended("local");
        remote = appended("remote");
        append = Timer.builder("tributary.append")
                .description("From the call that publishes to the force that makes it durable.")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        TimeGauge.builder("tributary.event.loop.lag", lag, TimeUnit.NANOSECONDS, EventLoopLag::take)
                .description("The longest time by which a timer of the event loop was late since the last scrape.")
                .register(registry);
        bus.register(registry);
        JvmFigures.register(registry);
    }

    /** Lets Vert.x report its event bus, and nothing else: pools and sockets make a series for each remote address. */
    public VertxBuilder measured(VertxBuilder vertx, VertxOptions options) {
        return vertx.with(options.setMetricsOptions(new MetricsOptions().setEnabled(true)))
                .withMetrics(bus);
    }

    /** Shows the figures of these parts from now on. */
    public synchronized void bind(MetricSources sources) {
        series = new Series(registry, clock, sources);
    }

    /** Counts events that became durable. */
    void appended(boolean own, int events) {
        (own ? local : remote).increment(events);
    }

    /** Takes how long a publisher waited. */
    public void published(long nanos) {
        append.record(nanos, TimeUnit.NANOSECONDS);
    }

    EventLoopLag lag() {
        return lag;
    }

    /** All figures in the Prometheus text format 0.0.4. */
    public synchronized String scrape() {
        Optional.ofNullable(series).ifPresent(Series::refresh);
        return registry.scrape();
    }

    /** Gives everything back. */
    public void close() {
        registry.close();
    }

    private Counter appended(String origin) {
        return Counter.builder("tributary.events.appended")
                .description("Events that became durable, written here (local) or received from peers (remote).")
                .tag("origin", origin)
                .register(registry);
    }
}
