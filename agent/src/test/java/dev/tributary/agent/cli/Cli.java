package dev.tributary.agent.cli;

import dev.tributary.api.host.Agent;
import dev.tributary.api.host.AgentException;
import dev.tributary.config.AgentConfig;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** Runs commands in this process: what they print, what they return, and how long they would have waited. */
final class Cli {
    final List<Duration> waits = new ArrayList<>();
    private AgentStarter starter = new NoAgents();
    private Map<String, String> environment = Map.of();
    private InputStream in = InputStream.nullInputStream();

    /** What a command came to. */
    record Result(int exitCode, String out, String err) {
        List<String> lines() {
            return out.lines().toList();
        }
    }

    Cli with(AgentStarter newStarter) {
        starter = newStarter;
        return this;
    }

    Cli withEnvironment(Map<String, String> variables) {
        environment = variables;
        return this;
    }

    Cli withInput(String text) {
        return withInput(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    Cli withInput(InputStream stream) {
        in = stream;
        return this;
    }

    Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode =
                line().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
        return new Result(exitCode, out.toString(), err.toString());
    }

    CommandLine line() {
        return Tributary.commandLine(new CliContext(starter, environment, in, waits::add, AskedAtOnce::new));
    }

    /** Everybody is asked to stop as soon as they look. */
    private static final class AskedAtOnce implements StopRequests.Armed {
        @Override
        public boolean await(Duration time) {
            return true;
        }

        @Override
        public void close() {}
    }

    /** For commands that must not start an agent. */
    private static final class NoAgents implements AgentStarter {
        @Override
        public Agent start(AgentConfig config) {
            throw new AgentException("this command starts no agent");
        }

        @Override
        public Prepared prepare(AgentConfig config) {
            throw new AgentException("this command prepares no agent");
        }

        @Override
        public Offline offline(AgentConfig config) {
            throw new AgentException("this command opens no store");
        }

        @Override
        public Succeeded succeed(AgentConfig config, boolean needsOldKey) {
            throw new AgentException("this command changes no key");
        }
    }
}
