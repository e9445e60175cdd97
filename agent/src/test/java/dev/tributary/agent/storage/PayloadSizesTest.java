package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventDraft;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Rules for payloads about how much there is: of each log the newest events of a type keep theirs. */
class PayloadSizesTest {
    private static final OptionalLong NONE = OptionalLong.empty();
    private static final AuthorId OWN = Authors.signer(0).author();

    private final SimDisk disk = new SimDisk();
    private final SimIndex.Home indexes = new SimIndex.Home();
    private final Authors one = Authors.author(1);
    private final Authors two = Authors.author(2);

    private TestStore open(List<RetentionRule> retention, PayloadRule... rules) throws IOException {
        StorageOptions options = TestStore.options().keeping(new Keeping(retention, List.of(rules), Holders.NONE));
        return new TestStore(OpenStore.open(disk, indexes, options, CrashScript.SEGMENT * 4, StorageMeter.NONE));
    }

    private TestStore open(PayloadRule... rules) throws IOException {
        return open(List.of(), rules);
    }

    private static PayloadRule events(Whose whose, String type, long events) {
        return new PayloadRule(whose, type, OptionalLong.of(events), NONE, Optional.empty());
    }

    private static PayloadRule bytes(Whose whose, String type, long bytes) {
        return new PayloadRule(whose, type, NONE, OptionalLong.of(bytes), Optional.empty());
    }

    /** Chatter of both authors and of the own log, and between it what no rule is about. */
    private void write(TestStore store, int rounds) throws IOException {
        for (int i = 0; i < rounds; i++) {
            for (Authors author : List.of(one, two)) {
                store.append(author.run(List.of(draft("chat.line"), draft("door"), draft("chat.line")))
                        .run()
                        .encoded());
            }
            store.writer().publish(List.of(draft("chat.line"), draft("door")));
            store.writer().commit(TestStore.NOW);
        }
        tidy(store);
    }

    /** 50 bytes. */
    private static EventDraft draft(String type) {
        return EventDraft.text(type, "x".repeat(50));
    }

    private static void tidy(TestStore store) throws IOException {
        for (int i = 0; i < 4; i++) {
            store.tidy();
            Optional<Bytes> mark = store.open().store().takeMark();
            mark.ifPresent(value -> store.writer().putState("tributary", Scrub.KEY, mark));
            store.writer().commit(TestStore.NOW);
        }
    }

    /** How many events of a type have a payload; those are the newest ones. */
    private static long kept(TestStore store, AuthorId author, String type) throws IOException {
        List<Event> events = new ArrayList<>();
        for (Event event : store.reader().events(author, 0, 10_000)) {
            if (event.type().equals(type)) {
                events.add(event);
            }
        }
        long kept = events.stream().filter(event -> event.payload().isPresent()).count();
        assertThat(events.subList(0, (int) (events.size() - kept)))
                .allMatch(event -> event.payload().isEmpty());
        return kept;
    }

    private void isSound(TestStore store) throws IOException {
        store.close();
        assertThat(Verify.check(disk, (done, total) -> {}).problems()).isEmpty();
    }

    @Test
    void thatManyNewestEventsOfATypeKeepTheirPayloadsInEachLog() throws IOException {
        TestStore store = open(events(Whose.ALL, "chat.*", 10));
        write(store, 40);
        assertThat(kept(store, one.id(), "chat.line")).isBetween(10L, 11L);
        assertThat(kept(store, two.id(), "chat.line")).isBetween(10L, 11L);
        assertThat(kept(store, OWN, "chat.line")).isBetween(10L, 11L);
        assertThat(kept(store, one.id(), "door")).isEqualTo(40);
        assertThat(store.book().events()).as("the events stay").isEqualTo(40 * 8);
        assertThat(store.open().store().payloads().erased()).isBetween(167L, 170L);
        assertThat(store.open().store().payloads().waiting()).isZero();
        isSound(store);
    }

    @Test
    void theNewestKeepTheirsThatTakeSoManyBytesTogether() throws IOException {
        TestStore store = open(bytes(Whose.ALL, "chat.line", 1_000));
        write(store, 40);
        assertThat(kept(store, one.id(), "chat.line")).isBetween(20L, 22L);
        assertThat(kept(store, OWN, "chat.line")).isBetween(20L, 22L);
        assertThat(kept(store, one.id(), "door")).isEqualTo(40);
        isSound(store);
    }

    @Test
    void aRuleMayBeAboutOneAuthorOrAboutAllButTheOwnLog() throws IOException {
        TestStore store = open(
                events(Whose.only(one.id()), "chat.line", 5),
                bytes(Whose.only(OWN), "door", 500),
                events(Whose.allBut(OWN), "door", 7));
        write(store, 40);
        assertThat(kept(store, one.id(), "chat.line")).isEqualTo(5);
        assertThat(kept(store, two.id(), "chat.line")).isEqualTo(80);
        assertThat(kept(store, OWN, "chat.line")).isEqualTo(40);
        assertThat(kept(store, OWN, "door")).isBetween(10L, 11L);
        assertThat(kept(store, one.id(), "door")).isEqualTo(7);
        assertThat(kept(store, two.id(), "door")).isEqualTo(7);
        isSound(store);
    }

    @Test
    void whicheverLimitIsPassedFirstCounts() throws IOException {
        TestStore store = open(
                new PayloadRule(
                        Whose.only(one.id()),
                        "chat.line",
                        OptionalLong.of(5),
                        OptionalLong.of(1_000),
                        Optional.of(Duration.ofDays(50_000))),
                new PayloadRule(
                        Whose.only(two.id()),
                        "chat.line",
                        OptionalLong.of(50),
                        OptionalLong.of(500),
                        Optional.of(Duration.ofDays(50_000))));
        write(store, 40);
        assertThat(kept(store, one.id(), "chat.line")).isEqualTo(5);
        assertThat(kept(store, two.id(), "chat.line")).isBetween(10L, 11L);
    }

    @Test
    void theNewestKeepsItsPayloadHoweverLargeItIs() throws IOException {
        TestStore store = open(bytes(Whose.ALL, "chat.line", 10));
        write(store, 10);
        assertThat(kept(store, one.id(), "chat.line")).isEqualTo(1);
        assertThat(kept(store, OWN, "chat.line")).isEqualTo(1);
    }

    @Test
    void itGoesOnAfterAStartAndWithWhatIsNew() throws IOException {
        TestStore store = open();
        write(store, 40);
        assertThat(kept(store, one.id(), "chat.line")).isEqualTo(80);
        store.close();
        PayloadRule rule = events(Whose.ALL, "chat.line", 20);
        TestStore again = open(rule);
        tidy(again);
        assertThat(kept(again, one.id(), "chat.line")).isBetween(20L, 22L);
        again.close();
        TestStore more = open(rule);
        write(more, 40);
        assertThat(kept(more, one.id(), "chat.line")).isBetween(20L, 22L);
        assertThat(kept(more, OWN, "chat.line")).isBetween(20L, 22L);
        isSound(more);
    }

    @Test
    void segmentsAreNotWrittenAnewForEachPayload() throws IOException {
        TestStore store = open(events(Whose.ALL, "chat.line", 200));
        write(store, 120);
        long before = store.open()
                .counts()
                .counters(ScrubCounters.NONE, PayloadCounters.NONE)
                .consolidations();
        for (int i = 0; i < 100; i++) {
            write(store, 1);
            assertThat(kept(store, one.id(), "chat.line")).isBetween(200L, 222L);
        }
        long after = store.open()
                .counts()
                .counters(ScrubCounters.NONE, PayloadCounters.NONE)
                .consolidations();
        assertThat(after - before).isLessThan(60);
    }

    @Test
    void aLogThatIsShortenedAsWellIsMeasuredFromWhereItBegins() throws IOException {
        RetentionRule shorter = new RetentionRule(Whose.only(one.id()), OptionalLong.of(30), NONE, Optional.empty());
        TestStore store = open(List.of(shorter), events(Whose.ALL, "chat.line", 10));
        write(store, 40);
        write(store, 40);
        assertThat(store.book().firstSeq(one.id())).isGreaterThan(100);
        assertThat(kept(store, one.id(), "chat.line")).isBetween(10L, 11L);
        assertThat(kept(store, two.id(), "chat.line")).isBetween(10L, 11L);
        isSound(store);
    }

    @Test
    void whatIsBeyondALimitIsNotFetchedAgain() throws IOException {
        PayloadRule rule = events(Whose.ALL, "chat.line", 10);
        TestStore store = open(rule);
        write(store, 40);
        List<Event> events = store.reader().events(one.id(), 0, 10_000);
        Event oldest = events.get(0);
        Event newest = events.get(events.size() - 1);
        PayloadRules rules = store.open().payloadRules();
        assertThat(rules.isDue(one.id(), oldest.type(), oldest.seq(), oldest.timestamp()))
                .isTrue();
        assertThat(rules.isDue(one.id(), newest.type(), newest.seq(), newest.timestamp()))
                .isFalse();
    }

    @Test
    void aRuleHasALimitAndPositiveOnes() {
        assertThatThrownBy(() -> events(Whose.ALL, "door", 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> bytes(Whose.ALL, "door", -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PayloadRule(Whose.ALL, "door", NONE, NONE, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Whose(Optional.empty(), true)).isInstanceOf(IllegalArgumentException.class);
    }
}
