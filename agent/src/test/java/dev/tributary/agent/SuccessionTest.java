package dev.tributary.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.agent.cli.AgentStarter.Change;
import dev.tributary.agent.cli.AgentStarter.Succeeded;
import dev.tributary.api.host.Agent;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.SpaceId;
import dev.tributary.api.status.AgentStatus;
import dev.tributary.config.AgentConfig;
import dev.tributary.config.ConfigReader;
import dev.tributary.config.ConfigResult;
import dev.tributary.config.ConfigSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new key for an agent: its log names the old one, and both keys sign that where both exist. */
class SuccessionTest {
    private static final Pattern PAYLOAD =
            Pattern.compile("\\{\"predecessor\":\"([0-9a-f]{64})\"(?:,\"signature\":\"([0-9a-f]{128})\")?}");

    private static final Change PLANNED = new Change(true, false);
    private static final Change UNPLANNED = new Change(false, false);

    private final LocalAgents agents = new LocalAgents();

    @TempDir
    private Path folder;

    private AuthorId old;
    private SpaceId space;

    @BeforeEach
    void anAgentThatPublished() {
        try (Agent box = start()) {
            publish(box);
            old = box.author();
            space = box.space();
        }
    }

    @Test
    void aRotatedKeyIsNamedByBothAndSignsFromThenOn() {
        Succeeded done = agents.succeed(config(), PLANNED);
        assertThat(done.predecessor()).isEqualTo(old);
        try (Agent box = start()) {
            assertThat(box.author()).isEqualTo(done.author()).isNotEqualTo(old);
            assertThat(box.status().state()).isEqualTo(AgentStatus.State.RUNNING);
            assertThat(confirmed(first(box), done)).isTrue();
            publish(box);
            assertThat(box.reader().heads().seq(box.author())).isEqualTo(2);
            assertThat(box.reader().heads().seq(old)).isEqualTo(2);
        }
        assertThat(folder.resolve("box").resolve("identity.key." + old.brief())).exists();
    }

    @Test
    void aFencedAgentBeginsANewLog() throws IOException {
        Files.delete(folder.resolve("box.fence"));
        try (Agent box = start()) {
            assertThat(box.status().state()).isEqualTo(AgentStatus.State.FENCED);
        }
        assertThatThrownBy(() -> agents.succeed(config(), PLANNED)).hasMessageContaining("may be incomplete");
        Succeeded done = agents.succeed(config(), UNPLANNED);
        try (Agent box = start()) {
            assertThat(box.status().state()).isEqualTo(AgentStatus.State.RUNNING);
            assertThat(confirmed(first(box), done)).isTrue();
            publish(box);
        }
    }

    @Test
    void aLostKeyIsNeverReplacedSilentlyAndTheSuccessorSaysWhoseLogItGoesOnFor() throws IOException {
        Files.delete(folder.resolve("box").resolve("identity.key"));
        assertThatThrownBy(this::start).hasMessageContaining("is missing").hasMessageContaining("tributary succeed");
        assertThatThrownBy(() -> agents.prepare(config())).hasMessageContaining("tributary succeed");
        assertThatThrownBy(() -> agents.succeed(config(), PLANNED)).hasMessageContaining("lost");
        Succeeded done = agents.succeed(config(), UNPLANNED);
        assertThat(done.predecessor()).isEqualTo(old);
        try (Agent box = start()) {
            Matcher said = payload(first(box));
            assertThat(said.group(1)).isEqualTo(old.hex());
            assertThat(said.group(2)).isNull();
        }
    }

    @Test
    void aChangeThatNobodyHasUsedYetIsNotMadeTwiceUnlessThatIsAskedFor() {
        Succeeded done = agents.succeed(config(), PLANNED);
        for (Change change : List.of(PLANNED, UNPLANNED)) {
            assertThatThrownBy(() -> agents.succeed(config(), change))
                    .hasMessageContaining(done.author().hex())
                    .hasMessageContaining("start the agent")
                    .hasMessageContaining("--again");
        }
        Succeeded again = agents.succeed(config(), new Change(true, true));
        assertThat(again.predecessor()).isEqualTo(done.author());
        try (Agent box = start()) {
            assertThat(box.author()).isEqualTo(again.author());
            publish(box);
        }
        Succeeded later = agents.succeed(config(), PLANNED);
        assertThat(later.predecessor()).isEqualTo(again.author());
    }

    @Test
    void aDirectoryWithoutAnAgentIsLeftAsItIs() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        AgentConfig config = config("other");
        assertThatThrownBy(() -> agents.succeed(config, UNPLANNED))
                .hasMessageContaining("no agent ever ran in " + other);
        assertThat(other).isEmptyDirectory();
    }

    @Test
    void aNewLogThatIsFencedGetsAnotherOneWithoutAQuestion() throws IOException {
        Succeeded done = agents.succeed(config(), UNPLANNED);
        Files.delete(folder.resolve("box.fence"));
        Succeeded next = agents.succeed(config(), UNPLANNED);
        assertThat(next.predecessor()).isEqualTo(done.author());
    }

    private Event first(Agent box) {
        return box.reader()
                .events(box.author(), 0, 1)
                .toCompletableFuture()
                .join()
                .get(0);
    }

    private static Matcher payload(Event event) {
        assertThat(event.type()).isEqualTo("tributary.successor");
        Matcher said = PAYLOAD.matcher(event.payload().map(Bytes::utf8).orElseThrow());
        assertThat(said.matches()).isTrue();
        return said;
    }

    private boolean confirmed(Event event, Succeeded done) {
        Matcher said = payload(event);
        assertThat(said.group(1)).isEqualTo(old.hex());
        byte[] text = Bytes.ofHex(Bytes.utf8("tributary/successor/1").hex()
                        + space.hex()
                        + old.hex()
                        + done.author().hex())
                .toArray();
        return Ed25519.verify(
                Bytes.ofHex(said.group(2)).toArray(), 0, old.bytes().toArray(), 0, text, 0, text.length);
    }

    private AgentConfig config() {
        return config("box");
    }

    private AgentConfig config(String name) {
        ConfigResult result = ConfigReader.read(ConfigSources.DEFAULTS.withFlag(
                "--data", "data", folder.resolve(name).toString()));
        return ((ConfigResult.Valid) result).config();
    }

    private Agent start() {
        return Agent.start(LinkedAgents.options(folder.resolve("box")));
    }

    private static void publish(Agent agent) {
        agent.events()
                .publish(EventDraft.text("test", "one"))
                .toCompletableFuture()
                .join();
    }
}
