package dev.tributary.api.status;

import java.util.Objects;

/**
 * One plugin.
 *
 * @param id the id from its descriptor
 * @param version its version
 * @param description one line about it; may be empty
 * @param state what it does
 * @param failures how often one of its calls threw or overran its deadline since start
 * @param lastFailure one sentence about the newest failure; empty when there was none
 * @since 0.1
 */
public record PluginStatus(
        String id, String version, String description, State state, long failures, String lastFailure) {
    /** What a plugin does. The order is that of the metric's numbers, from 0 on. */
    public enum State {
        /** It was found and not started yet. */
        LOADED,
        /** It works. */
        STARTED,
        /** It was stopped. */
        STOPPED,
        /** It could not be loaded or started, or failed too often: it is no longer called. */
        FAILED
    }

    public PluginStatus {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(lastFailure, "lastFailure");
    }
}
