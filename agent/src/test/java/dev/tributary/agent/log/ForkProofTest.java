package dev.tributary.agent.log;

import static dev.tributary.agent.log.TestLog.LIMITS;
import static dev.tributary.agent.log.TestLog.SPACE;
import static dev.tributary.agent.log.TestLog.after;
import static dev.tributary.agent.log.TestLog.author;
import static dev.tributary.agent.log.TestLog.drafts;
import static dev.tributary.agent.log.TestLog.first;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.EventRef;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ForkProofTest {
    private final EventSigner alice = author(1);
    private final CheckedRun stem = first(alice, drafts("stem", 10));
    private final CheckedRun ours = after(stem, alice, drafts("ours", 5));
    private final CheckedRun theirs = after(stem, alice, drafts("theirs", 7));

    @Test
    void provesTwoEventsAtOneSeq() {
        ForkProof proof = proof(ours, theirs).orElseThrow();

        assertThat(proof.seq()).isEqualTo(11);
        assertThat(proof.cut()).isEqualTo(10);
        assertThat(List.of(proof.first(), proof.second()))
                .containsExactlyInAnyOrder(ours.hash(0), theirs.hash(0))
                .isSorted();
        assertThat(ForkProof.verify(proof.encoded(), LIMITS)).contains(proof);
    }

    @Test
    void isTheSameWhicheverSideBuildsIt() {
        assertThat(proof(ours, theirs)).isEqualTo(proof(theirs, ours));
    }

    @Test
    void provesAForkByANamedPredecessor() {
        CheckedRun later = after(theirs, alice, drafts("later", 2));
        CheckedRun longer = after(stem, alice, drafts("ours", 20));

        ForkProof proof = proof(longer, later).orElseThrow();

        assertThat(proof.seq()).isEqualTo(17);
        assertThat(ForkProof.verify(proof.encoded(), LIMITS)).contains(proof);
    }

    @Test
    void provesAForkByTwoNamedPredecessors() {
        CheckedRun one = after(ours, alice, drafts("more", 3));
        CheckedRun other = after(after(stem, alice, drafts("other", 5)), alice, drafts("more", 3));

        ForkProof proof = proof(one, other).orElseThrow();

        assertThat(proof.seq()).isEqualTo(15);
        assertThat(ForkProof.verify(proof.encoded(), LIMITS)).contains(proof);
    }

    @Test
    void provesNothingFromRunsThatAgree() {
        assertThat(proof(ours, ours)).isEmpty();
        assertThat(proof(stem, ours)).isEmpty();
        assertThat(proof(stem, after(ours, alice, drafts("more", 3)))).isEmpty();
        assertThat(proof(ours, first(author(2), drafts("b", 15)))).isEmpty();
    }

    @Test
    void needsBothSignatures() {
        assertThat(ForkProof.verify(proof(ours, spoiled(theirs)).orElseThrow().encoded(), LIMITS))
                .isEmpty();
        assertThat(ForkProof.verify(proof(spoiled(ours), theirs).orElseThrow().encoded(), LIMITS))
                .isEmpty();
    }

    @Test
    void leavesOutEventsBeforeTheForkAndLargePayloads() {
        List<EventDraft> common = drafts("common", 100);
        CheckedRun one = first(alice, and(common, 'a'));
        CheckedRun other = first(alice, and(common, 'b'));

        ForkProof proof = proof(one, other).orElseThrow();

        assertThat(proof.seq()).isEqualTo(101);
        assertThat(proof.encoded().size()).isLessThan(600);
        assertThat(ForkProof.verify(proof.encoded(), LIMITS)).contains(proof);
    }

    @Test
    void fitsOneFrameEvenWhenMadeOfTheLargestRuns() {
        ForkProof proof =
                proof(first(alice, large('a')), first(alice, large('b'))).orElseThrow();

        assertThat(proof.encoded().size()).isLessThan(512 * 1024);
        assertThat(ForkProof.verify(proof.encoded(), LIMITS)).contains(proof);
    }

    @Test
    void isRefusedWhenAnyBitDiffers() {
        byte[] bytes = proof(ours, theirs).orElseThrow().encoded().toArray();
        for (int i = 0; i < bytes.length; i++) {
            byte[] changed = bytes.clone();
            changed[i] ^= (byte) (1 << (i % 8));
            assertThat(ForkProof.verify(Bytes.wrap(changed), LIMITS))
                    .as("byte " + i)
                    .isEmpty();
            assertThat(ForkProof.verify(Bytes.wrap(Arrays.copyOf(bytes, i)), LIMITS))
                    .as("length " + i)
                    .isEmpty();
        }
    }

    @Test
    void isRefusedWhenItCarriesMoreThanNeeded() {
        CheckedRun one = first(alice, drafts("a", 3));
        CheckedRun other = first(alice, drafts("b", 3));
        ForkProof proof = proof(one, other).orElseThrow();
        boolean inOrder = proof.first().equals(one.hash(0));
        CborWriter out = new CborWriter(1024);
        out.array(4);
        out.unsigned(1);
        out.bytes(SPACE.bytes());
        out.bytes((inOrder ? other : one).run().encoded());
        out.bytes((inOrder ? one : other).run().encoded());

        assertThat(ForkProof.verify(out.toBytes(), LIMITS)).isEmpty();
    }

    @Test
    void twoGenesisEventsAreTwoSpacesAndNoFork() {
        RunCodec codec = new RunCodec(LIMITS);
        CheckedRun one = GenesisEvent.found(codec, alice, "one", 1);
        CheckedRun other = GenesisEvent.found(codec, alice, "other", 1);

        assertThat(ForkProof.of(one.space(), one.run(), other.run(), LIMITS)).isEmpty();
    }

    private static Optional<ForkProof> proof(CheckedRun one, CheckedRun other) {
        return ForkProof.of(SPACE, one.run(), other.run(), LIMITS);
    }

    private static List<EventDraft> and(List<EventDraft> drafts, char last) {
        EventDraft more = EventDraft.text("test.large", String.valueOf(last).repeat(60_000));
        return Stream.concat(drafts.stream(), Stream.of(more)).toList();
    }

    private static List<EventDraft> large(char filling) {
        EventDraft draft = EventDraft.text("test.large", String.valueOf(filling).repeat(34));
        EventDraft heavy = draft.withDeps(IntStream.rangeClosed(1, 64)
                .mapToObj(i -> new EventRef(author(2).author(), LIMITS.maxSeq() - i, new EventHash(TestLog.filled(i))))
                .toList());
        List<EventDraft> drafts = Collections.nCopies(256, heavy);
        return drafts.subList(0, new RunCodec(LIMITS).fitting(drafts, 0));
    }

    private static CheckedRun spoiled(CheckedRun run) {
        byte[] bytes = run.run().encoded().toArray();
        bytes[bytes.length - 40] ^= 1;
        RunCodec codec = new RunCodec(LIMITS);
        return codec.trust(SPACE, codec.decode(Bytes.wrap(bytes)).run().orElseThrow());
    }
}
