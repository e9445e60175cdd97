package dev.tributary.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.host.Agent;
import dev.tributary.api.host.AgentException;
import dev.tributary.config.AgentConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunCommandTest {
    private static final String KEY = "0123456789abcdef".repeat(4);

    private final List<AgentConfig> started = new ArrayList<>();
    private final StillAgent agent = new StillAgent();

    /** Keeps what it was asked for. */
    private final AgentStarter starter = new NoAgents(new AgentException("not asked for here")) {
        @Override
        public Agent start(AgentConfig config) {
            started.add(config);
            return agent;
        }

        @Override
        public Prepared prepare(AgentConfig config) {
            started.add(config);
            return new Prepared(StillAgent.AUTHOR, StillAgent.SPACE);
        }

        @Override
        public Succeeded succeed(AgentConfig config, Change change) {
            started.add(config);
            return new Succeeded(StillAgent.AUTHOR, StillAgent.AUTHOR);
        }
    };

    @Test
    void printsOneReadyLineAndStopsInOrder() {
        Cli.Result result = new Cli().with(starter).run("run");

        assertThat(result.exitCode()).isZero();
        assertThat(result.lines())
                .containsExactly("ready author=" + "ab".repeat(32) + " space=" + "cd".repeat(32)
                        + " sync=127.0.0.1:7420 web=http://127.0.0.1:7421");
        assertThat(agent.closed).isTrue();
        assertThat(started.get(0).data()).isEqualTo(Path.of("./tributary-data"));
    }

    @Test
    void optionsBecomeConfiguration() {
        new Cli()
                .with(starter)
                .withEnvironment(Map.of("TRIBUTARY_LOG_LEVEL", "debug", "TRIBUTARY_SYNC_LISTEN", "h:9"))
                .run(
                        "run",
                        "--data",
                        "d",
                        "--listen",
                        "127.0.0.1:1",
                        "--peer",
                        KEY,
                        "--peer",
                        "1".repeat(64) + "@h:2",
                        "--web",
                        "127.0.0.1:3",
                        "--plugins",
                        "p",
                        "--space",
                        KEY,
                        "--set",
                        "authors.max=7");

        AgentConfig config = started.get(0);
        assertThat(config.data()).isEqualTo(Path.of("d"));
        assertThat(config.sync().listen()).isEqualTo("127.0.0.1:1");
        assertThat(config.peers())
                .containsExactly(
                        new AgentConfig.Peer(KEY, Optional.empty()),
                        new AgentConfig.Peer("1".repeat(64), Optional.of("h:2")));
        assertThat(config.web().listen()).isEqualTo("127.0.0.1:3");
        assertThat(config.plugins().directory()).contains(Path.of("p"));
        assertThat(config.space().id()).contains(KEY);
        assertThat(config.authors().max()).isEqualTo(7);
        assertThat(config.log().level()).isEqualTo("debug");
    }

    @Test
    void wrongConfigurationStartsNothingAndEndsWith78() {
        Cli.Result result = new Cli().with(starter).run("run", "--listen", "nowhere", "--set", "log.levle=info");

        assertThat(result.exitCode()).isEqualTo(78);
        assertThat(result.err().lines())
                .containsExactly(
                        "--set: log.levle: unknown key; did you mean log.level?",
                        "--listen: sync.listen: must be host:port such as 127.0.0.1:7420 or [::1]:7420, "
                                + "but is 'nowhere'");
        assertThat(started).isEmpty();
    }

    @Test
    void setWantsKeyAndValue() {
        assertThat(new Cli().with(starter).run("run", "--set", "log.level").exitCode())
                .isEqualTo(2);
    }

    @Test
    void agentThatCannotStartIsOneSentenceWithoutStackTrace() {
        Cli.Result result = new Cli()
                .with(new NoAgents(new AgentException("port 7420 is in use")))
                .run("run");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines()).containsExactly("tributary: port 7420 is in use");
    }

    @Test
    void debugAddsTheStackTraceWithItsCauses() {
        AgentException failure = new AgentException("no", new IllegalStateException("below"));

        for (String[] arguments : new String[][] {{"--debug", "run"}, {"run", "--debug"}}) {
            Cli.Result result = new Cli().with(new NoAgents(failure)).run(arguments);

            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.err()).contains("    at ", "caused by java.lang.IllegalStateException: below");
        }
    }

    @Test
    void unexpectedFailureSaysHowToReportIt() {
        Cli.Result result =
                new Cli().with(new NoAgents(new IllegalStateException("odd"))).run("run");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).contains("odd", "--debug").doesNotContain("    at ");
    }

    @Test
    void initPreparesAndRunsNothing() {
        Cli.Result result = new Cli().with(starter).run("init", "--data", "d", "--space-name", "Harbour");

        assertThat(result.exitCode()).isZero();
        assertThat(result.lines()).containsExactly("author=" + "ab".repeat(32) + " space=" + "cd".repeat(32));
        assertThat(started.get(0).data()).isEqualTo(Path.of("d"));
        assertThat(started.get(0).space().name()).isEqualTo("Harbour");
        assertThat(new Cli()
                        .with(starter)
                        .run("init", "--space", KEY, "--space-name", "x")
                        .exitCode())
                .isEqualTo(2);
        assertThat(new Cli().with(starter).run("init", "--space", "x").exitCode())
                .isEqualTo(78);
    }
}
