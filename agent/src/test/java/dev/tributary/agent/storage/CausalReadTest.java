package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.log.CausalOrder;
import dev.tributary.agent.log.CheckedRun;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** All logs of a store in one order: the same wherever the same heads are. */
class CausalReadTest {
    private static final int AUTHORS = 5;

    private final Random random = new Random(11);

    @Test
    void twoStoresThatWereFilledInDifferentOrderAnswerTheSamePages() throws IOException {
        List<List<Bytes>> logs = world(60);
        TestStore one = TestStore.open(new SimDisk());
        TestStore two = TestStore.open(new SimDisk());
        fill(one, logs, new Random(1));
        fill(two, logs, new Random(2));
        assertThat(arrivals(one)).isNotEqualTo(arrivals(two));

        for (int size : new int[] {1, 10, 1_000}) {
            List<Event> all = pages(one, size);
            assertThat(all).hasSize(arrivals(one).size()).isEqualTo(pages(two, size));
            assertCausesFirst(all);
        }
    }

    @Test
    void aCutLogEndsAtItsCut() throws IOException {
        TestStore store = TestStore.open(new SimDisk());
        Authors author = Authors.author(1);
        store.append(author.encoded(10));
        Optional<AuthorHead> common = Optional.of(author.head());
        store.append(author.encoded(5));
        Authors liar = Authors.author(1).from(common);
        liar.run(1);
        store.append(liar.from(common).run(5).run().encoded());

        assertThat(pages(store, 4)).extracting(Event::seq).endsWith(10L).hasSize(10);
    }

    /** For each author its runs, some of one event and some of many, built on what others wrote. */
    private List<List<Bytes>> world(int runs) {
        List<Authors> authors = new ArrayList<>();
        List<List<Bytes>> logs = new ArrayList<>();
        for (int i = 0; i < AUTHORS; i++) {
            authors.add(Authors.author(100 + i));
            logs.add(new ArrayList<>());
        }
        List<EventRef> written = new ArrayList<>();
        for (int i = 0; i < runs; i++) {
            int who = random.nextInt(AUTHORS);
            List<EventDraft> drafts = new ArrayList<>();
            for (int n = random.nextInt(4) + 1; n > 0; n--) {
                List<EventRef> deps = written.stream()
                        .filter(ref -> !ref.author().equals(authors.get(who).id()))
                        .filter(ref -> random.nextInt(written.size()) < 2)
                        .toList();
                drafts.add(EventDraft.text("test.event", "run " + i + " event " + n)
                        .withDeps(deps));
            }
            CheckedRun run = authors.get(who).run(drafts);
            run.events().forEach(event -> written.add(event.ref()));
            logs.get(who).add(run.run().encoded());
        }
        return logs;
    }

    /** Lets the logs arrive mixed by chance. */
    private static void fill(TestStore store, List<List<Bytes>> logs, Random chance) throws IOException {
        List<Integer> turns = new ArrayList<>();
        for (int i = 0; i < logs.size(); i++) {
            turns.addAll(Collections.nCopies(logs.get(i).size(), i));
        }
        Collections.shuffle(turns, chance);
        int[] next = new int[logs.size()];
        for (int who : turns) {
            store.append(logs.get(who).get(next[who]++));
        }
    }

    private static List<EventRef> arrivals(TestStore store) throws IOException {
        return store.reader().arrivals(0, 10_000).stream()
                .map(arrival -> arrival.event().ref())
                .toList();
    }

    private static List<Event> pages(TestStore store, int size) throws IOException {
        List<Event> all = new ArrayList<>();
        Map<AuthorId, Long> after = new HashMap<>();
        List<Event> page;
        do {
            page = page(store, after, size);
            page.forEach(event -> after.put(event.author(), event.seq()));
            all.addAll(page);
        } while (!page.isEmpty());
        return all;
    }

    private static List<Event> page(TestStore store, Map<AuthorId, Long> after, int size) throws IOException {
        Map<AuthorId, Long> heads = new HashMap<>();
        store.book()
                .heads()
                .heads()
                .forEach((author, head) -> heads.put(author, head.head().seq()));
        CausalOrder order = new CausalOrder(after, heads, size);
        while (!store.reader().advance(order, 3)) {
            assertThat(order.events()).hasSizeLessThanOrEqualTo(size);
        }
        List<Event> events = store.reader().inOrder(order.events());
        assertThat(events).extracting(Event::ref).isEqualTo(order.events());
        return events;
    }

    private static void assertCausesFirst(List<Event> events) {
        Set<EventRef> before = new HashSet<>();
        for (Event event : events) {
            assertThat(before).containsAll(event.deps());
            before.add(event.ref());
        }
        assertThat(events).filteredOn(event -> !event.deps().isEmpty()).hasSizeGreaterThan(20);
    }
}
