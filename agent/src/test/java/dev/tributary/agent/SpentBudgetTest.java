package dev.tributary.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.agent.cli.CliContext;
import dev.tributary.agent.cli.Tributary;
import dev.tributary.agent.network.TestClock;
import dev.tributary.agent.sync.Stall;
import dev.tributary.agent.sync.SyncLimits;
import dev.tributary.api.host.Agent;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.status.PeerStatus;
import dev.tributary.config.AgentConfig;
import dev.tributary.config.ConfigReader;
import dev.tributary.config.ConfigSources;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real agents on a link whose budget is spent: everybody can see that it rests, and it goes on by itself. */
class SpentBudgetTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PAYLOAD = 60_000;

    private final TestClock clock = new TestClock("2026-03-28T12:00:00Z");

    @TempDir
    private Path folder;

    private Agent reader;
    private Agent writer;

    @BeforeEach
    void aLinkThatMayCarryLittle() {
        writer = start("writer", "web.listen", "127.0.0.1:0");
        reader = start(
                "reader",
                "space.id",
                writer.space().hex(),
                "peers",
                writer.author().hex());
        writer.close();
        writer = metered("200KiB/day");
        await().atMost(PATIENCE).until(() -> peer().state() == PeerStatus.State.CONNECTED && arrived());
        assertThat(writer.metrics()).contains(paused(0));
        for (int i = 0; i < 6; i++) {
            publish();
        }
        await().atMost(PATIENCE).until(() -> peer().state() == PeerStatus.State.PAUSED);
    }

    @AfterEach
    void stop() {
        writer.close();
        reader.close();
    }

    @Test
    void whyAndHowLongItRestsIsShownEverywhere() {
        String why = "the budget of 204800 bytes a day is spent: only roots until midnight UTC";
        assertThat(peer().reason()).isEqualTo(why);
        assertThat(command("peers", "list")).contains("  paused  ").contains(why);
        assertThat(command("peers", "list", "--json"))
                .contains("\"state\":\"paused\"")
                .contains(why);
        assertThat(command("status"))
                .contains("paused   " + reader.author().hex().substring(0, 8) + ": " + why)
                .contains("0 connected");
        assertThat(writer.metrics()).contains(paused(1));
        publish();
        await("roots are still told")
                .atMost(PATIENCE)
                .until(() -> !reader.peers().get(0).rootsEqual());
        assertThat(arrived()).isFalse();
    }

    @Test
    void theOtherSideShowsTheRestTooAndNobodyCallsItStalled() {
        publish();
        await().atMost(PATIENCE)
                .until(() -> farSide().state() == PeerStatus.State.PAUSED
                        && !farSide().rootsEqual());
        assertThat(farSide().reason()).startsWith("the peer's budget for this link is spent: only roots until ");
        await().during(Duration.ofMillis(SyncLimits.STANDARD.stalledMillis() + 2_000))
                .atMost(PATIENCE)
                .until(() -> farSide().state() == PeerStatus.State.PAUSED
                        && Stream.of(writer, reader).allMatch(SpentBudgetTest::noneStalled));
    }

    private static boolean noneStalled(Agent agent) {
        List<String> series = agent.metrics()
                .lines()
                .filter(line -> line.startsWith("tributary_sync_stalled{"))
                .toList();
        return series.size() == Stall.values().length && series.stream().allMatch(line -> line.endsWith(" 0.0"));
    }

    @Test
    void itGoesOnWhenTheBudgetBeginsAnew() {
        publish();
        assertThat(arrived()).isFalse();
        // What is left is more than one day's budget.
        for (int day = 1; day <= 5 && !arrived(); day++) {
            clock.forward(Duration.ofDays(1));
            long before = reader.reader().heads().seq(writer.author());
            await().atMost(PATIENCE).until(() -> reader.reader().heads().seq(writer.author()) > before || arrived());
            await().atMost(PATIENCE).until(() -> arrived() || peer().state() == PeerStatus.State.PAUSED);
        }
        await().atMost(PATIENCE).until(this::arrived);
        clock.forward(Duration.ofDays(1));
        await().atMost(PATIENCE).until(() -> peer().state() == PeerStatus.State.CONNECTED && peer().rootsEqual());
        assertThat(writer.metrics()).contains(paused(0));
        assertThat(command("status")).doesNotContain("paused");
    }

    @Test
    void itGoesOnWithALargerBudgetOnTheSameDay() {
        publish();
        writer.close();
        writer = metered("200KiB/day");
        await().atMost(PATIENCE).until(() -> peer().state() == PeerStatus.State.PAUSED);
        assertThat(arrived()).as("a restart gives no budget").isFalse();
        writer.close();
        writer = metered("10MiB/day");
        await().atMost(PATIENCE).until(() -> arrived() && peer().rootsEqual());
        assertThat(peer().state()).isEqualTo(PeerStatus.State.CONNECTED);
    }

    private boolean arrived() {
        return reader.reader().heads().seq(writer.author())
                == writer.reader().heads().seq(writer.author());
    }

    private PeerStatus farSide() {
        return reader.peers().get(0);
    }

    private PeerStatus peer() {
        return writer.peers().get(0);
    }

    private String paused(int value) {
        return "tributary_peer_paused{peer=\"" + reader.author().hex() + "\"} " + value + ".0";
    }

    private void publish() {
        byte[] noise = new byte[PAYLOAD];
        new Random(writer.reader().heads().seq(writer.author())).nextBytes(noise);
        writer.events()
                .publish(EventDraft.of("test.noise", Bytes.wrap(noise)))
                .toCompletableFuture()
                .join();
    }

    private String command(String... words) {
        StringWriter out = new StringWriter();
        String[] all = java.util.Arrays.copyOf(words, words.length + 2);
        all[words.length] = "--data";
        all[words.length + 1] = folder.resolve("writer").toString();
        int exit = Tributary.commandLine(CliContext.ofProcess(new LocalAgents()))
                .setOut(new PrintWriter(out))
                .execute(all);
        assertThat(exit).isZero();
        return out.toString();
    }

    private Agent metered(String budget) {
        return start(
                "writer",
                "web.listen",
                "127.0.0.1:0",
                "peers",
                reader.author().hex() + "@" + reader.syncAddress(),
                "sync.links",
                reader.author().hex() + "=" + budget);
    }

    private Agent start(String name, String... settings) {
        ConfigSources sources = ConfigSources.DEFAULTS
                .withFlag("test", "data", folder.resolve(name).toString())
                .withFlag("test", "sync.listen", "127.0.0.1:0")
                .withFlag("test", "web.enabled", name.equals("writer") ? "true" : "false");
        for (int i = 0; i < settings.length; i += 2) {
            sources = sources.withFlag("test", settings[i], settings[i + 1]);
        }
        AgentConfig config = ConfigReader.read(sources).orElseThrow(wrong -> new AssertionError(wrong.toString()));
        return new Startup(config, Optional.empty(), clock).run();
    }
}
