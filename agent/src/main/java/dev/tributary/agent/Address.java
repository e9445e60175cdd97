package dev.tributary.agent;

import dev.tributary.api.host.AgentException;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.Objects;
import java.util.function.Function;

/**
 * One address of the event bus and the type of what is sent there. Messages are immutable and travel by reference.
 *
 * @param name the address on the bus
 * @param type the type of every message there
 */
public record Address<T>(String name, Class<T> type) {
    private static final long ANSWER_MILLIS = 10_000;

    public Address {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
    }

    /** Tells all who listen. */
    public void publish(Vertx vertx, T message) {
        vertx.eventBus().publish(name, message, options());
    }

    /** Tells one of those who listen; with one listener, messages of one sender arrive in the order of the calls. */
    public void send(Vertx vertx, T message) {
        vertx.eventBus().send(name, message, options());
    }

    /**
     * As {@link #send(Vertx, Object)}, and runs {@code handled} on the listener's thread once the message was handled:
     * the bus has no back-pressure of its own, so a sender that is fed from outside counts what is under way.
     */
    public void send(Vertx vertx, T message, Runnable handled) {
        vertx.eventBus().send(name, new Counted(message, handled), options());
    }

    /** Listens on the caller's context. A message of a wrong type is a programmer's error and fails the handler. */
    public MessageConsumer<Object> listen(Vertx vertx, Handler<T> handler) {
        return vertx.eventBus().localConsumer(name, message -> {
            if (message.body() instanceof Counted counted) {
                try {
                    handler.handle(type.cast(counted.message()));
                } finally {
                    counted.handled().run();
                }
            } else {
                handler.handle(type.cast(message.body()));
            }
        });
    }

    /**
     * As {@link #send(Vertx, Object)}, and completes with what {@link #answer} gives. A refusal comes as an
     * {@link AgentException} with its sentence.
     */
    public Future<Object> ask(Vertx vertx, T message) {
        DeliveryOptions options = options().setSendTimeout(ANSWER_MILLIS);
        return vertx.eventBus()
                .request(name, message, options)
                .map(Message::body)
                .recover(failure ->
                        Future.failedFuture(new AgentException(String.valueOf(failure.getMessage()), failure)));
    }

    /** Listens on the caller's context and answers those who {@link #ask}. */
    public MessageConsumer<Object> answer(Vertx vertx, Function<T, Future<?>> handler) {
        return vertx.eventBus().localConsumer(name, message -> {
            Future<?> answer = handler.apply(type.cast(message.body()));
            if (message.replyAddress() != null) {
                answer.onComplete(
                        value -> message.reply(value, options()),
                        failure -> message.fail(0, String.valueOf(failure.getMessage())));
            }
        });
    }

    private static DeliveryOptions options() {
        return new DeliveryOptions().setLocalOnly(true).setCodecName(LocalCodec.NAME);
    }

    /** A message whose sender wants to know when it has been handled. */
    private record Counted(Object message, Runnable handled) {}
}
