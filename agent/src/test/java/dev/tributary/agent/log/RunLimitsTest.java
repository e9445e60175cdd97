package dev.tributary.agent.log;

import static dev.tributary.agent.log.TestLog.LIMITS;
import static dev.tributary.agent.log.TestLog.author;
import static dev.tributary.agent.log.TestLog.first;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.EventRef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every limit of a run: at it all is well, above it the verdict is {@code TooLarge}. */
class RunLimitsTest {
    private final EventSigner alice = author(1);
    private final RunCodec codec = new RunCodec(LIMITS);

    @Test
    void payload() {
        assertThat(codec.validate(payload(65_536))).isEmpty();
        assertThat(codec.validate(payload(65_537))).get().isInstanceOf(Verdict.TooLarge.class);
        assertFine(first(alice, List.of(payload(65_536))).run().encoded());
        assertTooLarge(RawRun.of(RawRun.event(0, 0, List.of(), Bytes.wrap(new byte[65_537])))
                .unsigned());
        assertFine(RawRun.of(RawRun.deleted(65_536, TestLog.filled(1))).unsigned());
        assertTooLarge(RawRun.of(RawRun.deleted(65_537, TestLog.filled(1))).unsigned());
        assertTooLarge(
                RawRun.of(RawRun.deleted(Long.MAX_VALUE, TestLog.filled(1))).unsigned());
    }

    @Test
    void dependencies() {
        EventDraft draft = EventDraft.text("a", "a");
        assertThat(codec.validate(draft.withDeps(deps(64)))).isEmpty();
        assertThat(codec.validate(draft.withDeps(deps(65)))).get().isInstanceOf(Verdict.TooLarge.class);
        assertFine(RawRun.of(RawRun.event(0, 0, deps(64), Bytes.EMPTY)).unsigned());
        assertTooLarge(RawRun.of(RawRun.event(0, 0, deps(65), Bytes.EMPTY)).unsigned());
    }

    @Test
    void type() {
        String atLimit = "ü".repeat(64);
        assertThat(codec.validate(EventDraft.text(atLimit, "a"))).isEmpty();
        assertThat(codec.validate(EventDraft.text(atLimit + "x", "a"))).get().isInstanceOf(Verdict.TooLarge.class);
        assertFine(new RawRun().withTypes(atLimit).unsigned());
        assertTooLarge(new RawRun().withTypes(atLimit + "x").unsigned());
    }

    @Test
    void eventsOfARun() {
        assertFine(RawRun.ofMany(256).unsigned());
        assertTooLarge(RawRun.ofMany(257).unsigned());
        assertThat(codec.fitting(Collections.nCopies(300, payload(10)), 0)).isEqualTo(256);
        assertThat(codec.fitting(Collections.nCopies(300, payload(10)), 295)).isEqualTo(5);
        assertThat(first(alice, Collections.nCopies(256, payload(0))).count()).isEqualTo(256);
    }

    @Test
    void bytesOfARun() {
        int atLimit = LIMITS.runBytes() - (runOf(20_000).size() - 20_000);

        assertThat(runOf(atLimit).size()).isEqualTo(261_632);
        assertFine(runOf(atLimit));
        assertTooLarge(runOf(atLimit + 1));
    }

    @Test
    void runsThatFitTogetherCanBeSignedTogether() {
        List<EventDraft> drafts = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
            drafts.add(EventDraft.of("type." + i, Bytes.wrap(new byte[i * 37])).withDeps(deps(i % 20)));
        }
        int from = 0;
        while (from < drafts.size()) {
            int count = codec.fitting(drafts, from);
            CheckedRun run = first(alice, drafts.subList(from, from + count));
            assertFine(run.run().encoded());
            assertFine(codec.withoutPayloads(run.run()).encoded());
            from += count;
        }
    }

    @Test
    void theLargestEventFitsARun() {
        EventDraft largest =
                EventDraft.of("x".repeat(128), Bytes.wrap(new byte[65_536])).withDeps(deps(64));
        assertThat(codec.fitting(List.of(largest), 0)).isEqualTo(1);
        assertFine(first(alice, List.of(largest)).run().encoded());
    }

    /** Payloads that are shorter than their hash count as if they had been deleted. */
    @Test
    void deletingPayloadsNeverMakesARunTooLarge() {
        EventDraft draft = EventDraft.text("a", "").withDeps(deps(14));
        List<EventDraft> drafts = Collections.nCopies(256, draft);
        int fitting = codec.fitting(drafts, 0);
        assertThat(fitting).isBetween(200, 255);
        Run run = first(alice, drafts.subList(0, fitting)).run();

        Run bare = codec.withoutPayloads(run);

        assertThat(bare.encoded().size()).isGreaterThan(run.encoded().size()).isLessThanOrEqualTo(LIMITS.runBytes());
        assertFine(bare.encoded());
        Bytes event = RawRun.event(0, 0, deps(14), Bytes.EMPTY);
        assertFine(RawRun.of(Collections.nCopies(fitting, event).toArray(Bytes[]::new))
                .unsigned());
        assertTooLarge(RawRun.of(Collections.nCopies(fitting + 2, event).toArray(Bytes[]::new))
                .unsigned());
    }

    @Test
    void seq() {
        long max = (1L << 53) - 1;
        assertFine(new RawRun().at(max).unsigned());
        assertTooLarge(new RawRun().at(max + 1).unsigned());
        assertFine(RawRun.ofMany(2).at(max - 1).unsigned());
        assertTooLarge(RawRun.ofMany(2).at(max).unsigned());
        EventDraft draft = EventDraft.text("a", "a");
        assertThat(codec.validate(draft.withDeps(List.of(dep(max))))).isEmpty();
        assertThat(codec.validate(draft.withDeps(List.of(dep(max + 1))))).get().isInstanceOf(Verdict.TooLarge.class);
        assertTooLarge(RawRun.of(RawRun.event(0, 0, List.of(dep(max + 1)), Bytes.EMPTY))
                .unsigned());
    }

    @Test
    void timestamp() {
        long max = (1L << 53) - 1;
        assertFine(new RawRun().withBase(max).unsigned());
        assertTooLarge(new RawRun().withBase(max + 1).unsigned());
        Bytes none = RawRun.event(0, 0);
        assertFine(RawRun.of(none, RawRun.event(0, max), RawRun.event(0, -max))
                .withBase(0)
                .unsigned());
        assertNotCanonical(RawRun.of(none, RawRun.event(0, -1)).withBase(0).unsigned());
        assertNotCanonical(RawRun.of(none, RawRun.event(0, 1)).withBase(max).unsigned());
        assertNotCanonical(
                RawRun.of(none, RawRun.event(0, Long.MAX_VALUE)).withBase(max).unsigned());
        assertNotCanonical(
                RawRun.of(none, RawRun.event(0, Long.MIN_VALUE)).withBase(max).unsigned());
    }

    private static EventDraft payload(int size) {
        return EventDraft.of("a", Bytes.wrap(new byte[size]));
    }

    private static List<EventRef> deps(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(i -> dep(1_000_000 + i)).toList();
    }

    private static EventRef dep(long seq) {
        return new EventRef(author(2).author(), seq, new EventHash(TestLog.filled(3)));
    }

    private static Bytes runOf(int lastPayload) {
        Bytes large = RawRun.event(0, 0, List.of(), Bytes.wrap(new byte[60_000]));
        Bytes last = RawRun.event(0, 0, List.of(), Bytes.wrap(new byte[lastPayload]));
        return RawRun.of(large, large, large, large, last).unsigned();
    }

    private void assertFine(Bytes encoded) {
        assertThat(codec.decode(encoded).verdict()).isEmpty();
        assertThat(codec.decode(encoded).run().orElseThrow().encoded()).isEqualTo(encoded);
    }

    private void assertTooLarge(Bytes encoded) {
        assertThat(codec.decode(encoded).verdict()).get().isInstanceOf(Verdict.TooLarge.class);
    }

    private void assertNotCanonical(Bytes encoded) {
        assertThat(codec.decode(encoded).verdict()).get().isInstanceOf(Verdict.NotCanonical.class);
    }
}
