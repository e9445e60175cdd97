package dev.tributary.api.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that a host starts from a distribution lives in a world of its own; a stand-in takes the agent's place. */
class AgentIsolationTest {
    private static final String SERVICE = "META-INF/services/dev.tributary.api.host.AgentProvider";

    /** Answers every call with a word about the world that it was started in. */
    private static final String STAND_IN = "import dev.tributary.api.host.*;"
            + " public class StandIn implements AgentProvider { public Agent start(AgentOptions options) {"
            + " String host; try { Class.forName(\"org.junit.jupiter.api.Test\"); host = \"host seen\"; }"
            + " catch (ClassNotFoundException e) { host = \"host hidden\"; }"
            + " ClassLoader own = StandIn.class.getClassLoader();"
            + " String context = Thread.currentThread().getContextClassLoader() == own ? \"own context\" : \"other\";"
            + " String library = org.assertj.core.api.Assertions.whose();"
            + " String port = options.settings().get(\"port\");"
            + " String resource = own.getResource(\"host-only.txt\") == null ? \"resource hidden\" : \"resource seen\";"
            + " String said = String.join(\", \", host, context, library, port, resource);"
            + " return (Agent) java.lang.reflect.Proxy.newProxyInstance(own, new Class<?>[] {Agent.class},"
            + " (proxy, method, arguments) -> said); } }";

    @TempDir
    Path home;

    private AgentOptions options() {
        return AgentOptions.inDirectory(home.resolve("data"))
                .withHome(home)
                .with("port", "0")
                .with("port", "7420");
    }

    private void distribution(String provider) throws Exception {
        Path lib = Files.createDirectories(home.resolve("lib"));
        Files.writeString(lib.resolve("notes.txt"), "not a jar");
        LibraryJar.of(Map.of(
                        "stand.StandIn",
                        "package stand; " + provider,
                        "org.assertj.core.api.Assertions",
                        "package org.assertj.core.api; public class Assertions {"
                                + " public static String whose() { return \"own library\"; } }"))
                .with(SERVICE, "stand.StandIn")
                .write(lib.resolve("agent.jar"));
        LibraryJar.of(Map.of()).withClassesOf(Agent.class).write(lib.resolve("api-again.jar"));
    }

    @Test
    void agentSeesTheApiOfTheHostAndNothingElseOfIt() throws Exception {
        distribution(STAND_IN);

        Agent agent = Agent.start(options());

        assertThat(agent.metrics()).isEqualTo("host hidden, own context, own library, 7420, resource hidden");
    }

    @Test
    void contextClassLoaderOfTheHostIsAsBefore() throws Exception {
        String fails = "if (true) throw new AgentException(\"the port is taken\"); String port";
        distribution(STAND_IN.replace("String port", fails));
        ClassLoader before = new ClassLoader(getClass().getClassLoader()) {};
        Thread thread = Thread.currentThread();
        ClassLoader original = thread.getContextClassLoader();
        thread.setContextClassLoader(before);
        try {
            assertThatThrownBy(() -> Agent.start(options()))
                    .isInstanceOf(AgentException.class)
                    .hasMessage("the port is taken");
            assertThat(thread.getContextClassLoader()).isSameAs(before);
        } finally {
            thread.setContextClassLoader(original);
        }
    }

    @Test
    void homeWithoutLibrariesIsRefusedWithASentence() throws Exception {
        String lib = home.resolve("lib").toString();

        assertThatThrownBy(() -> Agent.start(options()))
                .isInstanceOf(AgentException.class)
                .hasMessage("cannot read " + lib + ": is it an unpacked distribution?");
        Files.createDirectories(home.resolve("lib"));
        assertThatThrownBy(() -> Agent.start(options()))
                .isInstanceOf(AgentException.class)
                .hasMessage("no agent found in " + lib + ": is it an unpacked distribution?");
    }

    @Test
    void brokenDistributionIsRefusedWithASentence() throws Exception {
        Path lib = Files.createDirectories(home.resolve("lib"));
        LibraryJar.of(Map.of()).with(SERVICE, "stand.Missing").write(lib.resolve("agent.jar"));

        assertThatThrownBy(() -> Agent.start(options()))
                .isInstanceOf(AgentException.class)
                .hasMessageStartingWith("the agent in " + lib + " cannot be loaded: ")
                .hasMessageContaining("stand.Missing");
    }

    @Test
    void withoutHomeTheAgentMustBeOnTheClassPath() {
        assertThatThrownBy(() -> Agent.start(AgentOptions.inDirectory(home)))
                .isInstanceOf(AgentException.class)
                .hasMessage("no agent found on the class path: name the unpacked distribution with withHome");
    }

    @Test
    void optionsAreNotChangedByWith() {
        AgentOptions first = AgentOptions.inDirectory(home);

        assertThat(first.with("a", "b")).isNotEqualTo(first);
        assertThat(first.settings()).isEmpty();
        assertThat(first.withConfigFile(home).configFile()).contains(home);
    }
}
