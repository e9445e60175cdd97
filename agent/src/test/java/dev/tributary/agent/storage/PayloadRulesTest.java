package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.plugin.Arrival;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Old payloads of types that a rule names leave the disk by themselves; what the author's clock says is believed. */
class PayloadRulesTest {
    private static final Duration AGE = Duration.ofHours(10);

    private final SimDisk disk = new SimDisk();
    private final SimIndex.Home indexes = new SimIndex.Home();
    private final AtomicLong now = new AtomicLong(Duration.ofDays(100).toMillis());

    private TestStore open(PayloadRule... rules) throws IOException {
        StorageOptions options = TestStore.options(0, () -> Instant.ofEpochMilli(now.get()))
                .keeping(new Keeping(List.of(), List.of(rules), Holders.NONE));
        return new TestStore(OpenStore.open(disk, indexes, options, CrashScript.SEGMENT * 4, StorageMeter.NONE));
    }

    private static PayloadRule rule(String type) {
        return new PayloadRule(Whose.ALL, type, AGE);
    }

    private void publish(TestStore store, String type) throws IOException {
        store.writer().publish(List.of(EventDraft.text(type, type + " at " + now)));
        store.writer().commit(now.get());
    }

    private void tidy(TestStore store) throws IOException {
        for (int i = 0; i < 4; i++) {
            store.tidy();
            Optional<Bytes> mark = store.open().store().takeMark();
            mark.ifPresent(value -> store.writer().putState("tributary", Scrub.KEY, mark));
            store.writer().commit(now.get());
        }
    }

    private void passes(TestStore store, Duration time) throws IOException {
        now.addAndGet(time.toMillis());
        tidy(store);
    }

    private static List<String> shown(TestStore store) throws IOException {
        return store.reader().arrivals(0, 1_000).stream()
                .map(Arrival::event)
                .map(event -> event.type() + event.payload().map(payload -> "").orElse(" deleted"))
                .toList();
    }

    private boolean isOnDisk(String text) throws IOException {
        for (String name : disk.names()) {
            if (Bytes.wrap(disk.bytes(name)).utf8().contains(text)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void onlyOldPayloadsOfTheTypesThatItNamesGo() throws IOException {
        TestStore store = open(rule("chat.*"), rule("door"));
        String first = " at " + now;
        for (String type : List.of("chat.line", "chatter", "chat.room.line", "door", "door.open")) {
            publish(store, type);
        }
        passes(store, AGE.minusHours(1));
        publish(store, "door");
        assertThat(shown(store)).noneMatch(text -> text.endsWith("deleted"));
        passes(store, Duration.ofHours(2).plusMinutes(1));
        assertThat(shown(store))
                .containsExactly(
                        "chat.line deleted", "chatter", "chat.room.line deleted", "door deleted", "door.open", "door");
        assertThat(isOnDisk("chat.line" + first)).isFalse();
        assertThat(isOnDisk("chatter" + first)).isTrue();
        passes(store, AGE.plusHours(1));
        assertThat(shown(store)).endsWith("door.open", "door deleted");
        assertThat(store.open().store().payloads().erased()).isEqualTo(4);
        store.close();
        assertThat(Verify.check(disk, (done, total) -> {}).problems()).isEmpty();
    }

    @Test
    void theyGoATenthOfTheAgeLaterAtTheLatestAndSegmentsAreNotWrittenAnewForEach() throws IOException {
        TestStore store = open(rule("door"));
        for (int i = 0; i < 40; i++) {
            publish(store, "door");
            now.addAndGet(Duration.ofMinutes(3).toMillis());
        }
        tidy(store);
        long before = store.open()
                .counts()
                .counters(ScrubCounters.NONE, PayloadCounters.NONE)
                .consolidations();
        for (int minutes = 0; minutes < 13 * 60; minutes += 3) {
            passes(store, Duration.ofMinutes(3));
            for (Arrival arrival : store.reader().arrivals(0, 1_000)) {
                long age = now.get() - arrival.event().timestamp();
                boolean here = arrival.event().payload().isPresent();
                assertThat(here || age >= AGE.toMillis()).isTrue();
                assertThat(!here
                                || age
                                        <= AGE.multipliedBy(11)
                                                .dividedBy(10)
                                                .plusMinutes(3)
                                                .toMillis())
                        .isTrue();
            }
        }
        assertThat(shown(store)).containsOnly("door deleted");
        assertThat(store.open()
                                .counts()
                                .counters(ScrubCounters.NONE, PayloadCounters.NONE)
                                .consolidations()
                        - before)
                .isLessThanOrEqualTo(6);
    }

    @Test
    void whatComesLateOfOthersGoesTooUnlessTheRuleIsAboutTheOwnLog() throws IOException {
        PayloadRule own = new PayloadRule(Whose.only(Authors.signer(0).author()), "test.event", AGE);
        TestStore store = open(own);
        Authors one = Authors.author(1);
        store.append(one.encoded(3));
        publish(store, "test.event");
        passes(store, Duration.ofHours(12));
        assertThat(shown(store)).containsExactly("test.event", "test.event", "test.event", "test.event deleted");
        store.close();

        TestStore all = open(rule("test.event"));
        tidy(all);
        assertThat(shown(all)).containsOnly("test.event deleted");
        all.append(one.encoded(2));
        tidy(all);
        assertThat(shown(all)).hasSize(6).containsOnly("test.event deleted");
    }

    @Test
    void nothingGoesBeforeItIsDurableThatSomeMayBeMissing() throws IOException {
        TestStore store = open(rule("door"));
        assertThat(store.book().state("tributary")).containsKey(DeletedPayloads.LACKING);
        publish(store, "door");
        store.writer().putState("tributary", DeletedPayloads.LACKING, Optional.empty());
        store.writer().commit(now.get());
        passes(store, Duration.ofDays(1));
        assertThat(shown(store)).containsExactly("door");
    }

    @Test
    void aRuleHasATypeThatIsNotTheAgentsAndAnAge() {
        assertThatThrownBy(() -> rule("tributary.genesis")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> rule("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PayloadRule(Whose.ALL, "door", Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theOldestEventOfAllHasATimeToo() {
        PayloadRules rules = new PayloadRules(List.of(rule("door")), () -> Instant.ofEpochMilli(now.get()));
        Event event =
                Authors.author(1).run(List.of(EventDraft.text("door", "x"))).event(0);
        assertThat(rules.isDue(event.author(), "door", 1, 0)).isTrue();
        assertThat(rules.isDue(event.author(), "door", 1, (1L << 53) - 1)).isFalse();
        assertThat(rules.isDue(event.author(), "window", 1, 0)).isFalse();
    }
}
