package dev.tributary.agent;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Hands the same immutable object to every receiver on this bus; nothing ever leaves the process through it. */
public final class LocalCodec implements MessageCodec<Object, Object> {
    /** The name under which {@link #register} makes it known. */
    public static final String NAME = "tributary-local";

    private LocalCodec() {}

    /** Makes the bus of {@code vertx} ready for {@link Addresses}. Once for each Vert.x. */
    public static void register(Vertx vertx) {
        vertx.eventBus().registerCodec(new LocalCodec());
    }

    @Override
    public Object transform(Object message) {
        return message;
    }

    @Override
    public void encodeToWire(Buffer buffer, Object message) {
        throw new UnsupportedOperationException("the bus is local");
    }

    @Override
    public Object decodeFromWire(int position, Buffer buffer) {
        throw new UnsupportedOperationException("the bus is local");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
