package dev.tributary.agent.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.EventSigner;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.log.SeedSigner;
import dev.tributary.agent.network.FrameSizes;
import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.agent.sync.SyncMessage.Complete;
import dev.tributary.agent.sync.SyncMessage.Gone;
import dev.tributary.agent.sync.SyncMessage.Response;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The important stories as text: who says what to whom, when, in how many bytes. They lie beside the tests and change
 * with the protocol only; {@code -Dtributary.scenes=write} writes them anew, for a reader to judge the difference.
 */
class ScenesTest {
    private static final Path FOLDER = Path.of("src/test/resources/dev/tributary/agent/simulation");

    private final RunCodec codec = new RunCodec(LogLimits.STANDARD);

    private static void compare(String name, Scene scene) throws IOException {
        List<String> told = new ArrayList<>(List.of("time | from > to | frame | bytes | what"));
        told.addAll(scene.lines);
        Path file = FOLDER.resolve(name + ".txt");
        if (System.getProperty("tributary.scenes", "").equals("write")) {
            Files.createDirectories(FOLDER);
            Files.write(file, told);
        }
        assertThat(told).as(name).isEqualTo(Files.readAllLines(file));
    }

    private static Scene scene(int agents, int authors) {
        return new Scene(agents, authors, FrameSizes::of);
    }

    private static void assertSame(Scene scene) {
        for (SimAgent agent : scene.world.agents) {
            assertThat(agent.root()).isEqualTo(scene.agent(0).root());
            assertThat(agent.inSyncWithAll()).isTrue();
        }
    }

    @Test
    void twoAgentsMeetForTheFirstTime() throws IOException {
        Scene scene = scene(2, 0);
        scene.agent(0).publish(3);
        scene.agent(1).publish(200);
        scene.passes(100);
        scene.note("A holds 3 events of its own, B holds 200: they are linked");
        scene.world.connect(0, 1);
        scene.passes(5_000);
        scene.sum();
        assertSame(scene);
        compare("first-meeting", scene);
    }

    @Test
    void tenOfTenThousandAuthorsHaveChanged() throws IOException {
        int authors = 10_000;
        Scene scene = scene(2, authors);
        List<SeedSigner> signers = new ArrayList<>();
        List<CheckedRun> first = new ArrayList<>();
        for (int i = 0; i < authors; i++) {
            byte[] seed = ByteBuffer.allocate(SeedSigner.SEED_SIZE).putInt(i).array();
            SeedSigner signer = new SeedSigner(Bytes.of(seed));
            signers.add(signer);
            first.add(sign(scene, signer, Optional.empty(), "first"));
        }
        for (CheckedRun run : first) {
            scene.agent(0).hold(run);
            scene.agent(1).hold(run);
        }
        scene.passes(100);
        scene.note("both hold 10,000 authors: they are linked, and part again");
        scene.world.connect(0, 1);
        scene.passes(2_000);
        scene.sum();
        scene.world.cut(0, 1);
        scene.passes(100);
        scene.note("10 authors have written one event each, which A has: they are linked again");
        for (int i = 0; i < 10; i++) {
            CheckedRun run = first.get(1_000 * i);
            scene.name(run.author(), "author " + i);
            scene.agent(0).hold(sign(scene, signers.get(1_000 * i), Optional.of(run.head()), "second"));
        }
        scene.passes(100);
        scene.world.connect(0, 1);
        scene.passes(5_000);
        scene.sum();
        assertSame(scene);
        compare("reconnect-10-of-10000", scene);
    }

    private CheckedRun sign(Scene scene, EventSigner signer, Optional<AuthorHead> after, String text) {
        return codec.sign(scene.world.space(), signer, after, 0, List.of(EventDraft.text("sim.event", text)));
    }

    @Test
    void liveEventsArePushedInATriangle() throws IOException {
        Scene scene = scene(3, 0);
        scene.agent(0).publish(1);
        connectAll(scene);
        scene.passes(5_000);
        scene.lines.clear();
        scene.note("A, B and C are linked with each other and in sync: A publishes");
        scene.agent(0).publish(1);
        scene.passes(5_000);
        scene.note("C publishes for the first time");
        scene.agent(2).publish(1);
        scene.passes(5_000);
        assertSame(scene);
        for (SimAgent agent : scene.world.agents) {
            assertThat(agent.duplicates()).isZero();
        }
        compare("live-push-in-a-triangle", scene);
    }

    private static void connectAll(Scene scene) {
        for (int left = 0; left < scene.world.agents.size(); left++) {
            for (int right = left + 1; right < scene.world.agents.size(); right++) {
                scene.world.connect(left, right);
            }
        }
    }

    private static void chain(Scene scene) {
        for (int left = 0; left + 1 < scene.world.agents.size(); left++) {
            scene.world.connect(left, left + 1);
        }
    }

    @Test
    void aForkIsFoundAndGossiped() throws IOException {
        Scene scene = scene(4, 1);
        SeedSigner forger = new SeedSigner(Bytes.of(new byte[SeedSigner.SEED_SIZE]));
        scene.name(forger.author(), "X");
        Forger forging = new Forger(scene.world.space(), forger, new Random(3));
        forging.write(5, scene.world.agents);
        scene.passes(100);
        chain(scene);
        scene.passes(5_000);
        scene.lines.clear();
        scene.note("A, B, C and D are a chain and hold 5 events of X: X signs other events for A than for D");
        long cut = forging.fork(3, scene.agent(0), scene.agent(3), Optional.empty());
        scene.passes(10_000);
        for (SimAgent agent : scene.world.agents) {
            assertThat(agent.store.cut(forger.author())).hasValue(cut);
        }
        assertSame(scene);
        compare("fork-found-and-gossiped", scene);
    }

    @Test
    void aPartitionHeals() throws IOException {
        Scene scene = scene(4, 0);
        scene.world.agents.forEach(agent -> agent.publish(1));
        chain(scene);
        scene.passes(5_000);
        scene.world.cut(1, 2);
        scene.passes(100);
        scene.agent(0).publish(10);
        scene.agent(3).publish(20);
        scene.passes(5_000);
        scene.lines.clear();
        scene.note(
                "A, B, C, D are a chain that was cut in the middle; A has 10 new events, D has 20: it is whole again");
        scene.world.connect(1, 2);
        scene.passes(5_000);
        assertSame(scene);
        compare("partition-heals", scene);
    }

    @Test
    void aLostPushIsRepaired() throws IOException {
        Scene scene = scene(2, 0);
        scene.agent(0).publish(1);
        scene.agent(1).publish(1);
        scene.world.connect(0, 1);
        scene.passes(5_000);
        scene.lines.clear();
        scene.note("A and B are in sync; what A says is lost from now on, and A publishes");
        scene.world.silence(0, 1, false);
        scene.agent(0).publish(1);
        scene.passes(3_000);
        scene.note("somebody notices: the link is made anew");
        scene.world.cut(0, 1);
        scene.passes(100);
        scene.world.connect(0, 1);
        scene.passes(5_000);
        assertSame(scene);
        compare("lost-push-is-repaired", scene);
    }

    /** Says that all is gone, on later links that it was sent; and claims to hold what the other side holds. */
    private record Denier(SimAgent victim, long firstLink) implements Voice {
        private static final RunCodec CODEC = new RunCodec(LogLimits.STANDARD);

        @Override
        public List<SyncMessage> says(long link, SyncMessage message) {
            if (message instanceof Response answer && link == firstLink) {
                RunCodec.Head head = CODEC.head(answer.runs().get(0)).orElseThrow();
                return List.of(new Gone(answer.space(), answer.requestId(), head.author(), 1_000));
            }
            if (message instanceof Complete end) {
                return List.of(new Complete(end.space(), end.requestId(), 0, victim.root()));
            }
            if (message instanceof SyncMessage.AdvertiseRoot root) {
                return List.of(new SyncMessage.AdvertiseRoot(root.space(), victim.root(), root.counter()));
            }
            return message instanceof Response ? List.of() : List.of(message);
        }

        @Override
        public boolean hears(SyncMessage message) {
            return true;
        }
    }

    @Test
    void goneAndCompleteThatLieDoNoHarm() throws IOException {
        Scene scene = scene(3, 0);
        scene.agent(0).publish(5);
        scene.world.connect(0, 1);
        scene.passes(5_000);
        scene.lines.clear();
        scene.note("B holds 5 events of A and is linked with C: first they are gone, then they were sent");
        scene.world.liar(scene.agent(1), new Denier(scene.agent(2), 2));
        scene.world.connect(1, 2);
        scene.passes(5_000);
        assertThat(scene.agent(2).inSyncWithAll()).as("B's word is no proof").isFalse();
        scene.world.cut(1, 2);
        scene.passes(100);
        scene.note("on the next link too");
        scene.world.connect(1, 2);
        scene.passes(5_000);
        assertThat(scene.agent(2).inSyncWithAll()).as("B's word is no proof").isFalse();
        scene.note("C meets A");
        scene.world.connect(0, 2);
        scene.passes(5_000);
        assertThat(scene.agent(2).root()).isEqualTo(scene.agent(0).root());
        compare("gone-and-complete-that-lie", scene);
    }
}
