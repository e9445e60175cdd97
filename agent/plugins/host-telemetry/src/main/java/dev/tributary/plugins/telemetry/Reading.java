package dev.tributary.plugins.telemetry;

import java.util.Optional;

/** One kind of reading. Remembers what it saw before where it tells a rate. */
interface Reading {
    /** The type of the event, such as {@code host.cpu}. */
    String type();

    /**
     * Reads now.
     *
     * @param nanos a clock that only runs forward, for rates
     * @return a JSON object with units in the names of its keys; empty when there is nothing to tell, or not yet
     */
    Optional<String> read(long nanos);
}
