package dev.tributary.agent.cli;

import dev.tributary.agent.AgentVersion;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"tributary " + AgentVersion.text()};
    }
}
