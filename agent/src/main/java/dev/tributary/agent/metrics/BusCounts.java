package dev.tributary.agent.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.core.spi.metrics.EventBusMetrics;
import io.vertx.core.spi.metrics.VertxMetrics;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counts what goes over the event bus, all addresses together: those of answers are new with every question. An adder a
 * figure, since each message passes here several times.
 */
final class BusCounts implements VertxMetricsFactory, VertxMetrics, EventBusMetrics<Void> {
    private final LongAdder sent = new LongAdder();
    private final LongAdder published = new LongAdder();
    private final LongAdder scheduled = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder discarded = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder handlers = new LongAdder();

    void register(MeterRegistry registry) {
        count(registry, "tributary.bus.sent", "Messages sent to one handler on the event bus.", sent);
        count(registry, "tributary.bus.published", "Messages published to all handlers on the event bus.", published);
        count(registry, "tributary.bus.delivered", "Messages that a handler took from the event bus.", delivered);
        count(registry, "tributary.bus.discarded", "Messages that no handler took.", discarded);
        count(registry, "tributary.bus.reply.failures", "Questions without an answer, or with a failure.", failures);
        Gauge.builder("tributary.bus.pending", this, me -> me.scheduled.sum() - me.delivered.sum() - me.discarded.sum())
                .description("Messages on their way to a handler.")
                .register(registry);
        Gauge.builder("tributary.bus.handlers", handlers, LongAdder::sum)
                .description("Handlers on the event bus.")
                .register(registry);
    }

    private static void count(MeterRegistry registry, String name, String help, LongAdder adder) {
        FunctionCounter.builder(name, adder, LongAdder::sum).description(help).register(registry);
    }

    @Override
    public VertxMetrics metrics(VertxOptions options) {
        return this;
    }

    @Override
    public EventBusMetrics<Void> createEventBusMetrics() {
        return this;
    }

    @Override
    @SuppressWarnings(
            "NullAway") // A handler needs nothing of its own here, and the interface has no other word for it.
    public Void handlerRegistered(String address) {
        handlers.increment();
        return null;
    }

    @Override
    public void handlerUnregistered(@Nullable Void handler) {
        handlers.decrement();
    }

    @Override
    public void scheduleMessage(@Nullable Void handler, boolean local) {
        scheduled.increment();
    }

    @Override
    public void messageDelivered(@Nullable Void handler, boolean local) {
        delivered.increment();
    }

    @Override
    public void discardMessage(@Nullable Void handler, boolean local, Message<?> message) {
        discarded.increment();
    }

    @Override
    public void messageSent(String address, boolean publish, boolean local, boolean remote) {
        (publish ? published : sent).increment();
    }

    @Override
    public void replyFailure(String address, ReplyFailure failure) {
        failures.increment();
    }

    @Override
    public boolean isMetricsEnabled() {
        return true;
    }

    @Override
    public void close() {}
}
