package dev.tributary.api.plugin;

/**
 * Something that goes on until it is closed.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface Registration extends AutoCloseable {
    /** Ends it; closing again does nothing. A call that is running may still finish. */
    @Override
    void close();
}
