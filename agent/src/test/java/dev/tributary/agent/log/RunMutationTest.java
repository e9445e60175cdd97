package dev.tributary.agent.log;

import static dev.tributary.agent.log.TestLog.author;
import static dev.tributary.agent.log.TestLog.drafts;
import static dev.tributary.agent.log.TestLog.first;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.EventRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged runs: whatever happens to the bytes, the answer is a verdict, and it is not yes. */
class RunMutationTest {
    private static final int MUTATIONS = 4_000;

    @Test
    void noDamagedRunIsAcceptedAndNoneThrows() {
        Random random = new Random(20_240_607);
        List<Bytes> good = goodRuns();
        TestLog log = new TestLog();
        for (int i = 0; i < MUTATIONS; i++) {
            Bytes original = good.get(random.nextInt(good.size()));
            Bytes damaged = damage(original, random);
            Verdict verdict = log.rules.check(damaged, log);
            if (!damaged.equals(original)) {
                assertThat(verdict)
                        .as("mutation %d: %s", i, damaged.hex())
                        .isInstanceOfAny(
                                Verdict.NotCanonical.class, Verdict.TooLarge.class, Verdict.InvalidSignature.class);
            }
        }
    }

    @Test
    void everySingleBitCounts() {
        byte[] good = goodRuns().get(0).toArray();
        TestLog log = new TestLog();
        for (int bit = 0; bit < good.length * 8; bit++) {
            byte[] damaged = good.clone();
            damaged[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(log.rules.check(Bytes.wrap(damaged), log))
                    .as("bit %d", bit)
                    .isInstanceOfAny(
                            Verdict.NotCanonical.class, Verdict.TooLarge.class, Verdict.InvalidSignature.class);
        }
    }

    @Test
    void noiseIsNeverARun() {
        Random random = new Random(7);
        TestLog log = new TestLog();
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[random.nextInt(300)];
            random.nextBytes(noise);
            if (noise.length > 0 && random.nextBoolean()) {
                noise[0] = (byte) 0x87;
            }
            assertThat(log.codec.decode(Bytes.wrap(noise)).run()).isEmpty();
        }
    }

    private static List<Bytes> goodRuns() {
        EventSigner alice = author(1);
        EventRef dep = new EventRef(author(2).author(), 70_000, new EventHash(TestLog.filled(3)));
        CheckedRun mixed = first(
                alice,
                List.of(
                        EventDraft.text("a.b", "x").withDeps(List.of(dep)),
                        EventDraft.text("b", "y".repeat(300)),
                        EventDraft.of("ü", Bytes.EMPTY)));
        Bytes bare = new RunCodec(TestLog.LIMITS).withoutPayloads(mixed.run()).encoded();
        Bytes times = RawRun.of(RawRun.event(0, 0), RawRun.event(0, -70_000), RawRun.event(0, 30))
                .signed(alice);
        Bytes many = first(alice, drafts("many", 40)).run().encoded();
        return List.of(
                first(alice, drafts("one", 1)).run().encoded(), mixed.run().encoded(), bare, times, many);
    }

    private static Bytes damage(Bytes original, Random random) {
        List<Byte> bytes = new ArrayList<>();
        for (byte b : original.toArray()) {
            bytes.add(b);
        }
        for (int times = 1 + random.nextInt(3); times > 0 && !bytes.isEmpty(); times--) {
            int at = random.nextInt(bytes.size());
            switch (random.nextInt(6)) {
                case 0 -> bytes.set(at, (byte) (bytes.get(at) ^ (1 << random.nextInt(8))));
                case 1 -> bytes.set(at, (byte) random.nextInt(256));
                case 2 -> bytes.remove(at);
                case 3 -> bytes.add(at, (byte) random.nextInt(256));
                case 4 -> bytes.subList(at, bytes.size()).clear();
                default -> bytes.addAll(at, List.copyOf(bytes.subList(at, Math.min(bytes.size(), at + 40))));
            }
        }
        byte[] damaged = new byte[bytes.size()];
        for (int i = 0; i < damaged.length; i++) {
            damaged[i] = bytes.get(i);
        }
        return Bytes.wrap(damaged);
    }
}
