package dev.tributary.agent.log;

import static dev.tributary.agent.log.TestLog.after;
import static dev.tributary.agent.log.TestLog.author;
import static dev.tributary.agent.log.TestLog.drafts;
import static dev.tributary.agent.log.TestLog.first;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.model.Bytes;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What was found out about a run before it is judged changes no verdict and is not found out again. */
class OfferedRunTest {
    private final EventSigner alice = author(1);
    private final EventSigner bob = author(2);
    private final CheckedRun stem = first(alice, drafts("a", 3));
    private final AtomicInteger signatures = new AtomicInteger();
    private final EventRules counting = new EventRules(TestLog.SPACE, TestLog.LIMITS, new SignatureRule() {
        @Override
        boolean covers(CheckedRun run) {
            signatures.incrementAndGet();
            return super.covers(run);
        }
    });

    @Test
    void aPreparedRunGetsTheVerdictThatItGetsOtherwise() {
        TestLog log = new TestLog();
        CheckedRun next = after(stem, alice, drafts("b", 4));
        log.offer(stem);
        log.offer(next);
        log.offer(first(bob, drafts("b", 2)));
        log.cuts.put(bob.author(), 2L);
        log.refused.add(author(3).author());
        byte[] spoiled = after(next, alice, drafts("c", 2)).run().encoded().toArray();
        spoiled[spoiled.length - 1] ^= 1;

        List<Bytes> offers = List.of(
                after(next, alice, drafts("c", 2)).run().encoded(),
                after(after(next, alice, drafts("c", 2)), alice, drafts("d", 1))
                        .run()
                        .encoded(),
                next.run().encoded(),
                after(stem, alice, drafts("other", 4)).run().encoded(),
                Bytes.wrap(spoiled),
                Bytes.utf8("no run"),
                Bytes.EMPTY,
                after(first(bob, drafts("b", 2)), bob, drafts("c", 1)).run().encoded(),
                first(author(3), drafts("c", 1)).run().encoded());

        assertThat(offers)
                .extracting(offer -> verdict(log, offer, true))
                .isEqualTo(
                        offers.stream().map(offer -> verdict(log, offer, false)).toList())
                .containsExactly(
                        "accepted",
                        "gap",
                        "duplicate",
                        "forked",
                        "invalid_signature",
                        "not_canonical",
                        "not_canonical",
                        "frozen",
                        "not_admitted");
    }

    private String verdict(TestLog log, Bytes encoded, boolean prepared) {
        OfferedRun offered = OfferedRun.of(encoded);
        if (prepared) {
            counting.prepare(offered);
        }
        return log.rules.check(offered, log).word();
    }

    @Test
    void aSignatureIsCheckedOnce() {
        TestLog log = new TestLog();
        OfferedRun offered = OfferedRun.of(stem.run().encoded());

        counting.prepare(offered);
        assertThat(signatures).hasValue(1);
        counting.prepare(offered);
        assertThat(counting.check(offered, log)).isInstanceOf(Verdict.Accepted.class);
        assertThat(signatures).hasValue(1);

        assertThat(counting.check(stem.run().encoded(), log)).isInstanceOf(Verdict.Accepted.class);
        assertThat(signatures).hasValue(2);
    }
}
