package dev.tributary.agent;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.Objects;

/**
 * One address of the event bus and the type of what is sent there. Messages are immutable and travel by reference.
 *
 * @param name the address on the bus
 * @param type the type of every message there
 */
public record Address<T>(String name, Class<T> type) {
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

    /** Listens on the caller's context. A message of a wrong type is a programmer's error and fails the handler. */
    public MessageConsumer<Object> listen(Vertx vertx, Handler<T> handler) {
        return vertx.eventBus().localConsumer(name, message -> handler.handle(type.cast(message.body())));
    }

    private static DeliveryOptions options() {
        return new DeliveryOptions().setLocalOnly(true).setCodecName(LocalCodec.NAME);
    }
}
