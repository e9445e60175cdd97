package dev.tributary.api.host;

/**
 * Implemented by the agent and found through {@link java.util.ServiceLoader}; hosts call {@link Agent#start} instead.
 *
 * @since 0.1
 */
public interface AgentProvider {
    /** Starts an agent; see {@link Agent#start}. */
    Agent start(AgentOptions options);
}
