package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.agent.log.Verdict;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.plugin.PublishException;
import dev.tributary.api.plugin.PublishException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A rule may refuse new events where others give up old ones, and may give up only what peers hold. */
class RoomTest {
    private static final OptionalLong NONE = OptionalLong.empty();
    private static final AuthorId OWN = Authors.signer(0).author();

    private final SimDisk disk = new SimDisk();
    private final SimIndex.Home indexes = new SimIndex.Home();
    private final Authors one = Authors.author(1);
    private final Authors two = Authors.author(2);
    private final Peers peers = new Peers();

    /** Peers that hold what the test says, and what they were asked about. */
    private static final class Peers implements Holders {
        final Map<AuthorId, Long> held = new HashMap<>();
        final Map<AuthorId, Long> asked = new HashMap<>();
        long changes;

        void hold(AuthorId author, long seq) {
            held.put(author, seq);
            changes++;
        }

        @Override
        public long heldBy(AuthorId author, int count) {
            return count == 2 ? held.getOrDefault(author, 0L) : 0;
        }

        @Override
        public void ask(AuthorId author, long seq) {
            asked.put(author, seq);
        }

        @Override
        public long changes() {
            return changes;
        }
    }

    private TestStore open(RetentionRule... rules) throws IOException {
        StorageOptions options = TestStore.options().keeping(new Keeping(List.of(rules), List.of(), peers));
        return new TestStore(OpenStore.open(disk, indexes, options, CrashScript.SEGMENT * 4, StorageMeter.NONE));
    }

    private static RetentionRule refuse(Whose whose, long events, int replicated) {
        return new RetentionRule(whose, OptionalLong.of(events), NONE, Optional.empty(), replicated, true);
    }

    private static void refused(TestStore store) {
        assertThatThrownBy(() -> store.publish(1))
                .isInstanceOfSatisfying(
                        PublishException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(Reason.FULL))
                .hasMessageContaining("storage.retention");
    }

    @Test
    void theOwnLogTakesAsManyEventsAsItsRuleSaysAndRefusesOneMore() throws IOException {
        TestStore store = open(refuse(Whose.only(OWN), 10, 0));
        assertThat(store.publish(9)).hasSize(9);
        assertThat(store.open().writer().room().full()).isEmpty();
        assertThat(store.publish(1)).hasSize(1);
        assertThat(store.open().writer().room().full()).containsExactly(OWN);
        refused(store);
        store.tidy();
        assertThat(store.book().firstSeq(OWN)).isEqualTo(1);
        assertThat(store.append(one.encoded(10))).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void whatWaitsToBeSignedCountsToo() throws IOException {
        TestStore store = open(refuse(Whose.only(OWN), 10, 0));
        List<EventDraft> six = Collections.nCopies(6, EventDraft.text("a", "x"));
        store.writer().publish(six);
        Ticket reaches = store.writer().publish(six);
        assertThatThrownBy(() -> store.writer().publish(six)).hasMessageContaining("10 events");
        store.writer().commit(TestStore.NOW);
        assertThat(reaches.refs()).hasSize(6);
        refused(store);
    }

    @Test
    void bytesAreALimitToRefuseAtAsWell() throws IOException {
        TestStore store =
                open(new RetentionRule(Whose.only(OWN), NONE, OptionalLong.of(20_000), Optional.empty(), 0, true));
        int taken = 0;
        while (store.open().writer().room().full().isEmpty()) {
            taken += store.publish(1).size();
        }
        assertThat(taken).isBetween(20, 200);
        assertThat(store.book().log(OWN).orElseThrow().bytes()).isBetween(20_000L, 21_000L);
        refused(store);
    }

    @Test
    void aFullLogOfAnotherAuthorTakesNoRunAndGoesOnUnderAnotherRule() throws IOException {
        TestStore store = open(refuse(Whose.allBut(OWN), 100, 0));
        for (int i = 0; i < 10; i++) {
            assertThat(store.append(one.encoded(10))).isInstanceOf(Verdict.Accepted.class);
        }
        Bytes next = one.encoded(10);
        assertThat(store.append(next)).isInstanceOf(Verdict.NoRoom.class);
        assertThat(store.append(one.encoded(1))).as("what follows it").isInstanceOf(Verdict.NoRoom.class);
        assertThat(store.append(two.encoded(1))).isInstanceOf(Verdict.Accepted.class);
        assertThat(store.publish(3)).as("no rule names the own log").hasSize(3);
        assertThat(store.open().writer().room().full()).containsExactly(one.id());
        store.close();

        TestStore again = open(refuse(Whose.allBut(OWN), 100, 0));
        assertThat(again.open().writer().room().full()).as("known at once").containsExactly(one.id());
        again.close();
        TestStore wider = open(refuse(Whose.allBut(OWN), 200, 0));
        assertThat(wider.append(next)).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void allRunsOfOneCommitCount() throws IOException {
        TestStore store = open(refuse(Whose.allBut(OWN), 20, 0));
        List<Verdict> verdicts = store.writer()
                .append(TestStore.PEER, List.of(one.encoded(10), one.encoded(10), one.encoded(10)), TestStore.NOW);
        store.writer().commit(TestStore.NOW);
        assertThat(verdicts).extracting(Verdict::word).containsExactly("accepted", "accepted", "no_room");
    }

    @Test
    void whatTooFewPeersHoldStays() throws IOException {
        TestStore store =
                open(new RetentionRule(Whose.only(one.id()), OptionalLong.of(100), NONE, Optional.empty(), 2, false));
        fill(store, 60);
        store.tidy();
        assertThat(store.book().firstSeq(one.id())).isEqualTo(1);
        assertThat(peers.asked).containsKey(one.id());
        assertThat(waiting(store)).isEqualTo(1);

        peers.hold(one.id(), 300);
        store.tidy();
        assertThat(store.book().firstSeq(one.id()))
                .as("no further than they hold")
                .isBetween(150L, 301L);
        peers.hold(one.id(), 600);
        store.tidy();
        assertThat(store.book().firstSeq(one.id())).isBetween(301L, 501L);
        assertThat(waiting(store)).isZero();
    }

    private static int waiting(TestStore store) {
        return store.open()
                .counts()
                .counters(ScrubCounters.NONE, PayloadCounters.NONE)
                .waitingLogs();
    }

    @Test
    void ageWaitsForPeersToo() throws IOException {
        TestStore store = open(new RetentionRule(
                Whose.only(one.id()), NONE, NONE, Optional.of(Duration.ofMillis(TestStore.NOW - 2_000)), 2, false));
        fill(store, 60);
        store.tidy();
        assertThat(store.book().firstSeq(one.id())).isEqualTo(1);
        peers.hold(one.id(), 600);
        store.tidy();
        assertThat(store.book().firstSeq(one.id())).isGreaterThan(300);
    }

    @Test
    void aFullLogGoesOnOncePeersHoldWhatIsOldest() throws IOException {
        TestStore store = open(refuse(Whose.only(one.id()), 400, 2));
        fill(store, 40);
        assertThat(store.append(one.encoded(1))).isInstanceOf(Verdict.NoRoom.class);
        one.from(store.book().head(one.id()).map(HeadsView.CountedHead::head));
        store.tidy();
        assertThat(store.book().firstSeq(one.id())).isEqualTo(1);
        assertThat(store.append(one.encoded(1))).isInstanceOf(Verdict.NoRoom.class);
        one.from(store.book().head(one.id()).map(HeadsView.CountedHead::head));

        peers.hold(one.id(), 400);
        store.tidy();
        assertThat(store.book().firstSeq(one.id())).isBetween(50L, 101L);
        assertThat(store.open().writer().room().full()).isEmpty();
        assertThat(store.append(one.encoded(1))).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void theOwnLogGoesOnThoughItIsASmallPartOfItsSegments() throws IOException {
        TestStore store = open(refuse(Whose.only(OWN), 40, 2));
        for (int i = 0; i < 40; i++) {
            store.publish(1);
            store.append(one.encoded(10));
        }
        refused(store);
        peers.hold(OWN, 40);
        store.tidy();
        long first = store.book().firstSeq(OWN);
        assertThat(first).isBetween(2L, 11L);
        assertThat(store.publish((int) first - 1)).isNotEmpty();
        refused(store);
    }

    @Test
    void aSmallLogInTheNewestSegmentGoesOnToo() throws IOException {
        TestStore store = open(refuse(Whose.only(OWN), 1_024, 2));
        peers.hold(OWN, 100_000);
        List<EventDraft> batch = Collections.nCopies(64, EventDraft.text("a", "x"));
        for (int i = 0; i < 100; i++) {
            store.writer().publish(batch);
            store.writer().commit(TestStore.NOW);
            store.tidy();
        }
        assertThat(store.book().log(OWN).orElseThrow().head().seq()).isEqualTo(6_400);
        assertThat(store.book().firstSeq(OWN)).isGreaterThan(6_400 - 1_024);
    }

    private void fill(TestStore store, int runs) throws IOException {
        for (int i = 0; i < runs; i++) {
            assertThat(store.append(one.encoded(10))).isInstanceOf(Verdict.Accepted.class);
        }
    }
}
