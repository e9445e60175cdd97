package dev.tributary.agent.cli;

import dev.tributary.agent.identity.Passphrase;
import dev.tributary.api.host.Agent;
import dev.tributary.config.AgentConfig;

/** Fails at whatever it is asked for, but for what a test overrides. */
class NoAgents implements AgentStarter {
    private final RuntimeException failure;

    NoAgents(RuntimeException failure) {
        this.failure = failure;
    }

    @Override
    public Agent start(AgentConfig config) {
        throw failure;
    }

    @Override
    public Prepared prepare(AgentConfig config) {
        throw failure;
    }

    @Override
    public Offline offline(AgentConfig config, boolean toRead) {
        throw failure;
    }

    @Override
    public Succeeded succeed(AgentConfig config, Change change) {
        throw failure;
    }

    @Override
    public Rewritten rewriteIdentity(AgentConfig config, Passphrase next) {
        throw failure;
    }
}
