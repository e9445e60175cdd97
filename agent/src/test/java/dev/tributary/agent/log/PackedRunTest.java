package dev.tributary.agent.log;

import static dev.tributary.agent.log.TestLog.LIMITS;
import static dev.tributary.agent.log.TestLog.author;
import static dev.tributary.agent.log.TestLog.drafts;
import static dev.tributary.agent.log.TestLog.first;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import io.airlift.compress.zstd.ZstdCompressor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a packed run says and holds, and what becomes of one that lies. */
class PackedRunTest {
    private final EventSigner alice = author(1);
    private final RunCodec codec = new RunCodec(LIMITS);
    private final RunPacker packer = new RunPacker();
    private final CheckedRun run = first(alice, drafts("packed", 100));

    @Test
    void whatIsPackedComesOutAsItWas() {
        for (int seed = 0; seed < 40; seed++) {
            CheckedRun plain = first(author(seed + 1), readings(new Random(seed), 1 + seed * 6));
            Bytes carried = packer.pack(plain).run().carried();
            Run decoded = codec.decode(carried).run().orElseThrow();
            assertThat(decoded.encoded()).isEqualTo(plain.run().encoded());
            assertThat(decoded.carried()).isEqualTo(carried);
            assertThat(codec.head(carried)).isEqualTo(codec.head(plain.run().encoded()));
            assertThat(PackedRun.plainSize(carried))
                    .isEqualTo(plain.run().encoded().size());
            assertThat(codec.trust(plain.space(), decoded).head()).isEqualTo(plain.head());
            if (seed > 10) {
                assertThat(carried.size()).isLessThan(plain.run().encoded().size() / 3);
            }
        }
    }

    /** Made once by the reference implementation of zstd, at another level and with its checksum. */
    @Test
    void aPackedRunOfTheReferenceImplementationIsRead() throws IOException {
        Bytes golden = golden();
        assertThat(golden.slice(0, 3).hex()).isEqualTo("855820");
        assertThat(codec.decode(golden).run().orElseThrow().encoded())
                .isEqualTo(run.run().encoded());
        assertThat(codec.head(golden)).contains(new RunCodec.Head(alice.author(), 1, 100));
        assertThat(new TestLog().offer(golden)).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void onlyWhatSavesAnEighthIsPacked() {
        Random random = new Random(1);
        byte[] noise = new byte[60_000];
        random.nextBytes(noise);
        String text = Base64.getEncoder().encodeToString(noise).substring(0, 60_000);
        assertThat(isPacked(List.of(EventDraft.of("noise", Bytes.of(noise))))).isFalse();
        assertThat(isPacked(noises(random, 256, 100))).isFalse();
        assertThat(isPacked(List.of(EventDraft.text("base64", text)))).isTrue();
        assertThat(isPacked(drafts("few", 4))).isFalse();
        CheckedRun empty = first(alice, List.of(EventDraft.text("text", "x".repeat(500))));
        int around = empty.run().encoded().size() - 500;
        assertThat(isPacked(List.of(EventDraft.text("text", "x".repeat(RunPacker.SMALLEST - around)))))
                .isTrue();
        assertThat(isPacked(List.of(EventDraft.text("text", "x".repeat(RunPacker.SMALLEST - around - 1)))))
                .isFalse();
    }

    @Test
    void theLargestRunIsUnpackedAndOneByteMoreIsTooLarge() {
        CheckedRun largest = largest();
        assertThat(largest.run().encoded().size()).isEqualTo(LIMITS.runBytes());
        Bytes packed = packer.pack(largest).run().carried();
        assertThat(packed.size()).isLessThan(2_000);
        assertThat(new TestLog().offer(packed)).isInstanceOf(Verdict.Accepted.class);

        byte[] frame = zstd(largest.run().encoded().toArray());
        Bytes larger = forged(alice.author(), 1, largest.count(), LIMITS.runBytes() + 1, frame);
        assertThat(verdict(larger)).isInstanceOf(Verdict.TooLarge.class);
        assertThat(codec.head(larger)).isEmpty();
    }

    @Test
    void aBombFillsNoMoreThanItDeclares() {
        byte[] bomb = zstd(new byte[64 * 1024 * 1024]);
        for (long size : new long[] {LIMITS.runBytes(), bomb.length + 1L}) {
            assertThat(verdict(forged(alice.author(), 1, 1, size, bomb)))
                    .isEqualTo(new Verdict.NotCanonical("a packed run cannot be unpacked into " + size + " bytes"));
        }
        assertThat(verdict(forged(alice.author(), 1, 1, bomb.length, bomb)))
                .isEqualTo(new Verdict.NotCanonical("a packed run is not smaller than what is in it"));
        Bytes modest = forged(alice.author(), 1, 1, 1, bomb);
        assertThat(PackedRun.plainSize(modest)).as("in queues").isEqualTo(modest.size());
        assertThat(verdict(modest)).isInstanceOf(Verdict.NotCanonical.class);
    }

    @Test
    void whoLiesAboutWhatIsInItIsRefused() {
        byte[] plain = run.run().encoded().toArray();
        byte[] frame = zstd(plain);
        AuthorId own = alice.author();
        assertThat(new TestLog().offer(forged(own, 1, 100, plain.length, frame)))
                .isInstanceOf(Verdict.Accepted.class);
        for (Bytes lie : List.of(
                forged(author(2).author(), 1, 100, plain.length, frame),
                forged(own, 2, 100, plain.length, frame),
                forged(own, 1, 99, plain.length, frame),
                forged(own, 1, 100, plain.length - 1, frame),
                forged(own, 1, 100, plain.length + 1, frame),
                forged(own, 1, 100, plain.length, Arrays.copyOf(frame, frame.length - 1)),
                forged(own, 1, 100, plain.length, new byte[0]),
                forged(
                        own,
                        1,
                        100,
                        plain.length,
                        zstd(forged(own, 1, 100, plain.length, new byte[plain.length])
                                .slice(0, plain.length)
                                .toArray())))) {
            assertThat(verdict(lie)).as(lie.hex()).isInstanceOf(Verdict.NotCanonical.class);
        }
        for (Bytes lie : List.of(
                forged(own, 0, 100, plain.length, frame),
                forged(own, 1, 0, plain.length, frame),
                forged(own, 1, LIMITS.runEvents() + 1, plain.length, frame),
                forged(own, LIMITS.maxSeq() + 1, 1, plain.length, frame))) {
            assertThat(codec.head(lie)).isEmpty();
            assertThat(codec.decode(lie).run()).isEmpty();
        }
    }

    @Test
    void aDamagedOneIsRefusedOrHoldsTheSameEvents() {
        byte[] good = packer.pack(run).run().carried().toArray();
        Random random = new Random(5);
        TestLog log = new TestLog();
        for (int i = 0; i < 4_000; i++) {
            byte[] bad = good.clone();
            for (int change = random.nextInt(3); change >= 0; change--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
            }
            bad = random.nextInt(4) == 0 ? Arrays.copyOf(bad, random.nextInt(bad.length + 8)) : bad;
            Verdict verdict = log.rules.check(Bytes.wrap(bad), log);
            if (verdict instanceof Verdict.Accepted accepted) {
                assertThat(accepted.run().run().encoded()).isEqualTo(run.run().encoded());
            } else {
                assertThat(verdict)
                        .isInstanceOfAny(
                                Verdict.NotCanonical.class, Verdict.TooLarge.class, Verdict.InvalidSignature.class);
            }
            assertThat(PackedRun.plainSize(Bytes.wrap(bad))).isNotNegative();
        }
    }

    @Test
    void theRestOfAPackedRunIsPlain() {
        TestLog log = new TestLog();
        log.offer(first(alice, drafts("packed", 100).subList(0, 40)));
        Verdict verdict = log.rules.check(packer.pack(run).run().carried(), log);
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Accepted.class, accepted -> {
            Run rest = accepted.run().run();
            assertThat(rest.firstSeq()).isEqualTo(41);
            assertThat(rest.carried()).isEqualTo(rest.encoded());
        });
        Run rest = codec.rest(packer.pack(run), 41);
        assertThat(rest.carried()).isEqualTo(rest.encoded());
        assertThat(rest.firstSeq()).isEqualTo(41);
    }

    private Verdict verdict(Bytes encoded) {
        TestLog log = new TestLog();
        return log.rules.check(encoded, log);
    }

    private boolean isPacked(List<EventDraft> drafts) {
        return PackedRun.isPacked(packer.pack(first(alice, drafts)).run().carried());
    }

    private CheckedRun largest() {
        List<EventDraft> drafts = new ArrayList<>();
        int left = LIMITS.runBytes();
        for (int i = 0; i < 4; i++) {
            int payload = i < 3 ? LIMITS.payloadBytes() : 1;
            drafts.add(EventDraft.text("text", "x".repeat(payload)));
        }
        left -= first(alice, drafts).run().encoded().size();
        // A payload's own head grows from one byte to three on the way from 1 to more than 255 bytes.
        drafts.set(3, EventDraft.text("text", "x".repeat(1 + left - 2)));
        return first(alice, drafts);
    }

    static List<EventDraft> readings(Random random, int count) {
        List<EventDraft> drafts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drafts.add(EventDraft.json(
                    "test.reading",
                    "{\"device\":\"box-17\",\"temperature\":" + (2_000 + random.nextInt(200)) / 100.0 + ",\"n\":" + i
                            + ",\"place\":\"behind the third door\"}"));
        }
        return drafts;
    }

    private static List<EventDraft> noises(Random random, int count, int size) {
        List<EventDraft> drafts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            byte[] payload = new byte[size];
            random.nextBytes(payload);
            drafts.add(EventDraft.of("test.noise", Bytes.wrap(payload)));
        }
        return drafts;
    }

    private static Bytes forged(AuthorId author, long firstSeq, long count, long size, byte[] frame) {
        CborWriter out = new CborWriter(100 + frame.length);
        out.array(5);
        out.bytes(author.bytes());
        out.unsigned(firstSeq);
        out.unsigned(count);
        out.unsigned(size);
        out.bytes(frame, 0, frame.length);
        return out.toBytes();
    }

    private static byte[] zstd(byte[] plain) {
        ZstdCompressor compressor = new ZstdCompressor();
        byte[] out = new byte[compressor.maxCompressedLength(plain.length)];
        return Arrays.copyOf(out, compressor.compress(plain, 0, plain.length, out, 0, out.length));
    }

    private static Bytes golden() throws IOException {
        try (var in = PackedRunTest.class.getResourceAsStream("packed-run.txt")) {
            String hex = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII);
            return Bytes.ofHex(hex.strip());
        }
    }
}
