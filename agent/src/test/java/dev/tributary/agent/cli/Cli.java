package dev.tributary.agent.cli;

import dev.tributary.api.host.AgentException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/** Runs commands in this process: what they print, what they return, and how long they would have waited. */
final class Cli {
    final List<Duration> waits = new ArrayList<>();
    final List<String> asked = new ArrayList<>();
    private final ArrayDeque<String> answers = new ArrayDeque<>();
    private AgentStarter starter = new NoAgents(new AgentException("this command needs no agent"));
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

    /** What the person at the terminal answers, question after question; without any nobody is there. */
    Cli withAnswers(String... texts) {
        answers.addAll(List.of(texts));
        return this;
    }

    private Optional<String> answer(String question) {
        asked.add(question);
        return Optional.ofNullable(answers.poll());
    }

    Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode =
                line().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
        return new Result(exitCode, out.toString(), err.toString());
    }

    CommandLine line() {
        return Tributary.commandLine(
                new CliContext(starter, environment, in, waits::add, AskedAtOnce::new, this::answer));
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
}
