package dev.tributary.agent.storage;

/** Hears what the store does, for metrics. Called on the storage thread: be quick. */
public interface StorageMeter {
    /** Hears nothing. */
    StorageMeter NONE = new StorageMeter() {};

    /** Someone's write was acknowledged {@code nanos} after it was asked for. */
    default void acknowledged(long nanos) {}

    /** The log was forced to disk, which took {@code nanos}. */
    default void forced(long nanos) {}

    /** Events became durable. */
    default void appended(boolean local, int events, long bytes) {}

    /** A run was offered and not taken; {@code reason} is one of a fixed set of words. */
    default void rejected(String reason) {}

    /** Bytes that were durable once no longer check. */
    default void damaged(long bytes) {}

    /** While it is opened and all segments must be read: how far that is, about once a second. */
    default void read(long bytes, long total) {}

    /** So many logs are longer than their rule says, since too few peers hold their oldest events. */
    default void waitsForPeers(int logs) {}

    /** Segments of {@code before} bytes were rewritten to {@code after} bytes. */
    default void consolidated(long before, long after) {}
}
