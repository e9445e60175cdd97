package dev.tributary.agent.cli;

import dev.tributary.api.host.Agent;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.SpaceId;
import dev.tributary.config.AgentConfig;

/** Brings agents to life in this process; throws an AgentException with a sentence when that is not possible. */
public interface AgentStarter {
    /** A running agent; returns when it is ready. */
    Agent start(AgentConfig config);

    /** Makes the data directory with identity and space, or finds them there, and runs nothing. */
    Prepared prepare(AgentConfig config);

    /**
     * A data directory that an agent can start on.
     *
     * @param author its author
     * @param space its space
     */
    record Prepared(AuthorId author, SpaceId space) {}
}
