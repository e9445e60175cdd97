package dev.tributary.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.tributary.api.model.EventDraft;
import dev.tributary.api.status.PluginStatus;
import dev.tributary.api.status.PluginStatus.State;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which jars become plugins, what these see, and in which order they start and stop. */
class PluginHostTest extends HostFixture {
    private static final String SAYS_START_AND_STOP = "PluginContext context;"
            + " void say(String what) { context.events().publish(EventDraft.text(context.pluginId() + what, \"\")); }"
            + " public void start(PluginContext c) { context = c; say(\".start\"); }"
            + " public void stop() { say(\".stop\"); }";

    @Test
    void folderThatDoesNotExistHoldsNoPlugin() throws Exception {
        start(PluginOptions.inDirectory(folder.resolve("none")));

        assertThat(host.statuses()).isEmpty();
    }

    @Test
    void startsAPluginAndTellsAboutIt() throws Exception {
        PluginJar.of("door", SAYS_START_AND_STOP)
                .with("description", "Opens and closes.")
                .in(folder);

        start();

        PluginStatus expected = new PluginStatus("door", "1.0", "Opens and closes.", State.STARTED, 0, "");
        assertThat(host.statuses()).containsExactly(expected);
        assertThat(seen).containsExactly(expected);
        assertThat(agent.types()).containsExactly("door.start");
    }

    @Test
    void jarsThatCannotBeUsedAreNamedAndTheOthersStart() throws Exception {
        goodPlugin();
        PluginJar.starting("future", "").with("api", ">=7").in(folder);
        PluginJar.starting("vague", "").with("api", "soon").in(folder);
        PluginJar.starting("absent", "").with("class", "sample.Absent").in(folder);
        PluginJar.starting("stranger", "")
                .source("sample.Stranger", "public class Stranger {}")
                .with("class", "sample.Stranger")
                .in(folder);
        PluginJar.starting("Capital", "").in(folder);
        PluginJar.starting("good", "").as(folder, "second-good.jar");
        Files.writeString(folder.resolve("damaged.jar"), "this is no archive");
        Files.writeString(folder.resolve("readme.txt"), "this is no jar");
        cut(PluginJar.starting("cut", "").in(folder));

        start();

        assertFailed("future.jar", "it needs the plugin API >=7, this agent has 0.1.0: install a version");
        assertFailed("vague.jar", "the api range soon in its descriptor cannot be understood");
        assertFailed("absent", "the class sample.Absent named in its descriptor is not in the jar");
        assertFailed("stranger", "does not implement dev.tributary.api.plugin.Plugin");
        assertFailed("Capital.jar", "the id Capital in META-INF/tributary-plugin.properties cannot be used");
        assertFailed("second-good.jar", "its id good is that of good.jar too");
        assertFailed("damaged.jar", "it cannot be read as a jar");
        assertFailed("cut.jar", "it cannot be read as a jar");
        assertThat(host.statuses()).hasSize(9);
        assertGoodPluginGoesOn();
    }

    private static void cut(Path jar) throws Exception {
        byte[] bytes = Files.readAllBytes(jar);
        Files.write(jar, Arrays.copyOf(bytes, bytes.length / 2));
    }

    @Test
    void pluginsStartAfterThoseThatTheyRequireAndStopBefore() throws Exception {
        PluginJar.of("a", SAYS_START_AND_STOP).with("requires", "b").in(folder);
        PluginJar.of("b", SAYS_START_AND_STOP).with("requires", "c").in(folder);
        PluginJar.of("c", SAYS_START_AND_STOP).in(folder);

        start();
        assertThat(host.statuses()).extracting(PluginStatus::id).containsExactly("c", "b", "a");
        assertThat(agent.types()).containsExactly("c.start", "b.start", "a.start");

        stop(Duration.ofSeconds(5));
        assertThat(agent.types().subList(3, 6)).containsExactly("a.stop", "b.stop", "c.stop");
        assertThat(host.statuses()).extracting(PluginStatus::state).containsOnly(State.STOPPED);
    }

    @Test
    void pluginWhoseRequiredOneFailedDoesNotStart() throws Exception {
        PluginJar.of("a", SAYS_START_AND_STOP).with("requires", "b").in(folder);
        PluginJar.starting("b", "throw new Exception();").in(folder);
        PluginJar.of("c", SAYS_START_AND_STOP).with("requires", "d").in(folder);
        PluginJar.of("d", SAYS_START_AND_STOP).in(folder);
        PluginJar.of("e", SAYS_START_AND_STOP).with("requires", "nobody").in(folder);

        start(options(Set.of("d"), Map.of()));

        assertFailed("a", "it requires the plugin b, which did not start");
        assertFailed("c", "it requires the plugin d, which is disabled");
        assertFailed("e", "it requires the plugin nobody, which is not here: install that one too");
        assertThat(status("d")).isEqualTo(new PluginStatus("d", "1.0", "", State.LOADED, 0, ""));
        assertThat(agent.types()).isEmpty();
    }

    @Test
    void pluginSeesTheJdkTheApiAndItsOwnJarOnly() throws Exception {
        PluginJar.starting(
                        "own",
                        "String mine = org.slf4j.LoggerFactory.whose();"
                                + " ClassLoader set = Thread.currentThread().getContextClassLoader();"
                                + " boolean api = set == getClass().getClassLoader();"
                                + " String agents; try { Class.forName(\"io.vertx.core.Vertx\"); agents = \"seen\"; }"
                                + " catch (ClassNotFoundException e) { agents = \"hidden\"; }"
                                + " String web = getClass().getClassLoader().getResource(\"logback-test.xml\") == null"
                                + " ? \"hidden\" : \"seen\";"
                                + " java.sql.Date jdk = new java.sql.Date(0);"
                                + " context.events().publish(EventDraft.text(\"own\","
                                + " mine + \" \" + api + \" \" + agents + \" \" + web));")
                .source(
                        "org.slf4j.LoggerFactory",
                        "public class LoggerFactory {" + " public static String whose() { return \"mine\"; } }")
                .source("dev.tributary.api.model.Packed", "public class Packed {}")
                .in(folder);

        start();

        assertThat(status("own").lastFailure()).isEmpty();
        assertThat(agent.texts("own")).containsExactly("mine true hidden hidden");
    }

    @Test
    void settingsAndStateReachTheirPluginOnly() throws Exception {
        String body = "context.state().put(\"seen\", Bytes.utf8(context.settings().text(\"name\").orElse(\"nobody\")))"
                + ".toCompletableFuture().get();"
                + " context.events().publish(EventDraft.text(\"said\","
                + " context.pluginId() + \" \" + context.state().get(\"seen\").get().utf8()));";
        PluginJar.starting("one", body).in(folder);
        PluginJar.starting("two", body).in(folder);

        start(options(Set.of(), Map.of("one", Map.of("name", "first"))));

        assertThat(agent.texts("said")).containsExactlyInAnyOrder("one first", "two nobody");
        assertThat(agent.state("one")).containsOnlyKeys("seen");
    }

    @Test
    void waitingForAnAnswerOnTheOwnThreadDoesNotStopTheAnswer() throws Exception {
        PluginJar.starting(
                        "waits",
                        "context.timers().after(Duration.ZERO, () -> {"
                                + " EventRef ref = context.events().publish(EventDraft.text(\"first\", \"\"))"
                                + ".toCompletableFuture().get(5, TimeUnit.SECONDS);"
                                + " context.events().publish(EventDraft.text(\"second\", \"\" + ref.seq())); });")
                .in(folder);

        start();

        awaitType("second");
        assertThat(agent.texts("second")).containsExactly("1");
    }

    @Test
    void listenerGetsWhatIsStoredAndThenWhatComes() throws Exception {
        for (int i = 1; i <= 250; i++) {
            agent.publish(EventDraft.text(i % 2 == 0 ? "even" : "odd", Integer.toString(i)));
        }
        PluginJar.starting(
                        "listens",
                        "StringBuilder all = new StringBuilder();"
                                + " context.reader().listen(EventFilter.type(\"even\"), 0, a -> {"
                                + " all.append(a.position()).append(' ');"
                                + " if (a.position() == 300)"
                                + " context.events().publish(EventDraft.text(\"all\", all.toString()));"
                                + " });")
                .in(folder);

        start();
        for (int i = 251; i <= 300; i++) {
            agent.publish(EventDraft.text(i % 2 == 0 ? "even" : "odd", Integer.toString(i)));
        }

        awaitType("all");
        List<String> positions = List.of(agent.texts("all").get(0).strip().split(" "));
        assertThat(positions).hasSize(150).startsWith("2", "4").endsWith("298", "300");
    }

    @Test
    void contextIsWorthlessAndNoThreadIsLeftAfterStop() throws Exception {
        PluginJar.of(
                        "late",
                        "public void start(PluginContext context) {"
                                + " context.timers().every(Duration.ofMillis(1), () -> {});"
                                + " context.reader().listen(EventFilter.ALL, a -> {});"
                                + " Callable<Object> later = context::events;"
                                + " System.getProperties().put(\"late.context\", later); }")
                .in(folder);
        start();
        assertThat(agent.listeners()).isEqualTo(1);

        stop(Duration.ofSeconds(5));

        Object context = System.getProperties().remove("late.context");
        assertThat(context).isInstanceOf(Callable.class);
        assertThat(catchThrowable(((Callable<?>) context)::call))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("late has ended");
        assertThat(agent.listeners()).isZero();
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("plugin")));
    }

    @Test
    void hostThatWasNeverStartedStops() throws Exception {
        host = new PluginHost(agent.services(), PluginOptions.inDirectory(folder), PluginLimits.DEFAULT, status -> {});

        host.stop(Duration.ofSeconds(1)).toCompletableFuture().get(5, TimeUnit.SECONDS);

        assertThat(host.statuses()).isEmpty();
    }
}
