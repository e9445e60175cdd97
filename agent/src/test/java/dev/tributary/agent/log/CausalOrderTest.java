package dev.tributary.agent.log;

import static dev.tributary.agent.log.TestLog.author;
import static dev.tributary.agent.log.TestLog.drafts;
import static dev.tributary.agent.log.TestLog.first;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.EventRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CausalOrderTest {
    private final Logs logs = new Logs();

    @Test
    void isTheOrderOfTheDagInPagesOfAnySize() {
        for (int seed = 0; seed < 30; seed++) {
            Logs world = new Logs();
            List<Event> events = EventDagTest.world(new Random(seed), 6, 200);
            events.forEach(world::add);
            List<EventRef> expected = dag(events);

            for (int page : new int[] {1, 7, 64, 200, 1_000}) {
                assertThat(world.pages(page))
                        .as("seed %d, pages of %d", seed, page)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void isTheSameInTurnsAndAtOnce() {
        EventDagTest.world(new Random(3), 6, 200).forEach(logs::add);
        CausalOrder atOnce = logs.order(Map.of(), 150);
        assertThat(atOnce.advance(logs, Integer.MAX_VALUE)).isTrue();

        CausalOrder inTurns = logs.order(Map.of(), 150);
        int turns = 1;
        for (logs.asked = 0; !inTurns.advance(logs, 1); turns++) {
            assertThat(logs.asked).isLessThanOrEqualTo(64);
            logs.asked = 0;
        }

        assertThat(turns).isGreaterThan(5);
        assertThat(inTurns.events()).isEqualTo(atOnce.events()).hasSize(150);
    }

    @Test
    void eventsThatAreNotHereHoldNothingUp() {
        CheckedRun a = first(author(1), drafts("a", 3));
        EventRef later = a.event(2).ref();
        EventRef invented = new EventRef(author(1).author(), 2, new EventHash(TestLog.filled(9)));
        EventRef stranger = new EventRef(author(9).author(), 1, new EventHash(TestLog.filled(8)));
        CheckedRun b = first(author(2), List.of(on("b", later), on("b", invented, stranger)));
        List<Event> here = List.of(a.event(0), a.event(1), b.event(0), b.event(1));
        here.forEach(logs::add);

        assertThat(logs.pages(10)).isEqualTo(dag(here)).hasSize(4);
    }

    @Test
    void twoWhoNameWrongEventsOfEachOtherDoNotWaitForEver() {
        EventRef ofA = new EventRef(author(1).author(), 1, new EventHash(TestLog.filled(7)));
        EventRef ofB = new EventRef(author(2).author(), 1, new EventHash(TestLog.filled(8)));
        List<Event> here = List.of(
                first(author(1), List.of(on("a", ofB))).event(0),
                first(author(2), List.of(on("b", ofA))).event(0));
        here.forEach(logs::add);

        assertThat(logs.pages(10)).isEqualTo(dag(here)).hasSize(2);
    }

    @Test
    void nothingAboveTheHeadsIsTakenAndNothingAtOrBelowTheCursor() {
        EventDagTest.world(new Random(5), 4, 100).forEach(logs::add);
        AuthorId author = author(1).author();
        long head = logs.heads().get(author);
        CausalOrder order = new CausalOrder(Map.of(author, 3L), Map.of(author, head - 1), 1_000);
        order.advance(logs, Integer.MAX_VALUE);

        assertThat(order.events())
                .extracting(EventRef::seq)
                .containsExactlyElementsOf(
                        java.util.stream.LongStream.range(4, head).boxed().toList());
    }

    @Test
    void aCursorAheadOfThisAgentWaitsForIt() {
        EventDagTest.world(new Random(6), 3, 60).forEach(logs::add);
        Map<AuthorId, Long> ahead = new HashMap<>(logs.heads());
        ahead.replaceAll((author, seq) -> seq + 10);

        assertThat(logs.page(ahead, 10)).isEmpty();
    }

    @Test
    void readsOneEventAnAuthorAtATimeWhereThereAreManyAuthors() {
        for (int i = 1; i <= 4_100; i++) {
            first(numbered(i), drafts("a", 2)).events().forEach(logs::add);
        }
        assertThat(logs.page(Map.of(), 50)).hasSize(50);

        assertThat(logs.mostAtOnce).isEqualTo(1);
    }

    private static EventSigner numbered(int number) {
        byte[] seed = new byte[SeedSigner.SEED_SIZE];
        seed[0] = (byte) number;
        seed[1] = (byte) (number >> 8);
        return new SeedSigner(Bytes.wrap(seed));
    }

    private static EventDraft on(String type, EventRef... deps) {
        return EventDraft.text(type, type).withDeps(List.of(deps));
    }

    private static List<EventRef> dag(Collection<Event> events) {
        EventDag dag = new EventDag(events.size());
        events.forEach(dag::add);
        return dag.order();
    }

    /** Logs in memory that count how they are read. */
    private static final class Logs implements CausalOrder.Source<RuntimeException> {
        private final Map<AuthorId, TreeMap<Long, Event>> logs = new HashMap<>();
        private int asked;
        private int mostAtOnce;

        void add(Event event) {
            logs.computeIfAbsent(event.author(), fresh -> new TreeMap<>()).put(event.seq(), event);
        }

        Map<AuthorId, Long> heads() {
            Map<AuthorId, Long> heads = new HashMap<>();
            logs.forEach((author, log) -> heads.put(author, log.lastKey()));
            return heads;
        }

        CausalOrder order(Map<AuthorId, Long> reached, int limit) {
            return new CausalOrder(reached, heads(), limit);
        }

        List<EventRef> page(Map<AuthorId, Long> reached, int limit) {
            CausalOrder order = order(reached, limit);
            assertThat(order.advance(this, Integer.MAX_VALUE)).isTrue();
            return order.events();
        }

        /** All there is, page by page, each from where the one before ended. */
        List<EventRef> pages(int size) {
            List<EventRef> all = new ArrayList<>();
            Map<AuthorId, Long> reached = new HashMap<>();
            List<EventRef> page;
            do {
                page = page(reached, size);
                assertThat(page).hasSizeLessThanOrEqualTo(size);
                page.forEach(event -> reached.put(event.author(), event.seq()));
                all.addAll(page);
            } while (!page.isEmpty());
            return all;
        }

        @Override
        public List<Event> events(AuthorId author, long after, int limit) {
            asked++;
            mostAtOnce = Math.max(mostAtOnce, limit);
            return logs.get(author).tailMap(after, false).values().stream()
                    .limit(limit)
                    .toList();
        }

        @Override
        public boolean holds(AuthorId author, long seq, EventHash hash) {
            asked++;
            Event event = logs.getOrDefault(author, new TreeMap<>()).get(seq);
            return event != null && event.hash().equals(hash);
        }
    }
}
