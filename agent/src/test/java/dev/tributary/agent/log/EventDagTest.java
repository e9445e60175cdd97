package dev.tributary.agent.log;

import static dev.tributary.agent.log.TestLog.after;
import static dev.tributary.agent.log.TestLog.author;
import static dev.tributary.agent.log.TestLog.drafts;
import static dev.tributary.agent.log.TestLog.first;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.EventRef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventDagTest {
    private final EventSigner alice = author(1);
    private final EventSigner bob = author(2);
    private final CheckedRun a = first(alice, drafts("a", 2));
    private final CheckedRun b = first(bob, List.of(on("b", ref(a, 1))));
    private final CheckedRun a3 = after(a, alice, List.of(on("a", ref(b, 0))));
    private final EventDag dag = new EventDag(100);

    @Test
    void parentsAreThePredecessorAndTheDependencies() {
        addAll(a, b, a3);

        assertThat(dag.parents(ref(a, 0))).isEmpty();
        assertThat(dag.parents(ref(b, 0))).containsExactly(ref(a, 1));
        assertThat(dag.parents(ref(a3, 0))).containsExactlyInAnyOrder(ref(a, 1), ref(b, 0));
        assertThat(dag.tips()).containsExactly(ref(a3, 0));
    }

    @Test
    void namesWhatIsMissingUntilItComes() {
        addAll(a3);
        assertThat(dag.missing()).containsExactlyInAnyOrder(ref(a, 1), ref(b, 0));

        addAll(b);
        assertThat(dag.missing()).containsExactly(ref(a, 1));

        addAll(a);
        assertThat(dag.missing()).isEmpty();
    }

    @Test
    void aDependencyOnAnEventThatDoesNotExistStaysMissing() {
        EventRef invented = new EventRef(alice.author(), 2, new EventHash(TestLog.filled(9)));
        addAll(a, first(bob, List.of(on("b", invented))));

        assertThat(dag.missing()).containsExactly(invented);
    }

    @Test
    void tellsAncestorsFromOthers() {
        addAll(a, b, a3);

        assertThat(dag.isAncestor(ref(a, 0), ref(a3, 0))).isTrue();
        assertThat(dag.isAncestor(ref(b, 0), ref(a3, 0))).isTrue();
        assertThat(dag.isAncestor(ref(a3, 0), ref(b, 0))).isFalse();
        assertThat(dag.isAncestor(ref(b, 0), ref(b, 0))).isFalse();
        assertThat(dag.isAncestor(ref(b, 0), ref(a, 0))).isFalse();
    }

    @Test
    void orderIsTheSameWhateverTheOrderOfInsertion() {
        List<Event> events = world(new Random(7), 6, 200);
        List<EventRef> expected = order(events);
        assertThat(expected).hasSize(events.size());
        assertParentsFirst(events, expected);

        for (int seed = 0; seed < 50; seed++) {
            Collections.shuffle(events, new Random(seed));
            assertThat(order(events)).isEqualTo(expected);
        }
    }

    @Test
    void orderIsTheSameWhenParentsAreMissing() {
        List<Event> events = world(new Random(8), 4, 100);
        events.removeIf(event -> event.hash().bytes().at(0) % 5 == 0);
        List<EventRef> expected = order(events);
        assertParentsFirst(events, expected);

        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(events, new Random(seed));
            assertThat(order(events)).isEqualTo(expected);
        }
    }

    @Test
    void breaksTiesByTheBytesOfTheHash() {
        List<Event> independent = new ArrayList<>();
        for (int i = 10; i < 40; i++) {
            independent.add(first(author(i), drafts("a", 1)).event(0));
        }

        assertThat(order(independent)).extracting(EventRef::hash).isSorted();
    }

    @Test
    void takesNoMoreEventsThanItsBound() {
        EventDag small = new EventDag(2);
        assertThat(small.add(a.event(0))).isTrue();
        assertThat(small.add(a.event(1))).isTrue();
        assertThat(small.add(a.event(1))).isTrue();
        assertThat(small.add(b.event(0))).isFalse();

        assertThat(small.size()).isEqualTo(2);
        assertThat(small.contains(ref(b, 0))).isFalse();
        assertThat(small.missing()).isEmpty();
    }

    private void addAll(CheckedRun... runs) {
        for (CheckedRun run : runs) {
            run.events().forEach(event -> assertThat(dag.add(event)).isTrue());
        }
    }

    private static EventRef ref(CheckedRun run, int index) {
        return run.event(index).ref();
    }

    private static EventDraft on(String type, EventRef... deps) {
        return EventDraft.text(type, type).withDeps(List.of(deps));
    }

    private static List<EventRef> order(List<Event> events) {
        EventDag dag = new EventDag(events.size());
        events.forEach(dag::add);
        return dag.order();
    }

    private static void assertParentsFirst(List<Event> events, List<EventRef> order) {
        EventDag dag = new EventDag(events.size());
        events.forEach(dag::add);
        Map<EventRef, Integer> place = new HashMap<>();
        for (int i = 0; i < order.size(); i++) {
            place.put(order.get(i), i);
        }
        for (EventRef event : order) {
            for (EventRef parent : dag.parents(event)) {
                assertThat(place.getOrDefault(parent, -1)).isLessThan(place.get(event));
            }
        }
    }

    /** Authors who write one event after the other, each building on some that are there. */
    static List<Event> world(Random random, int authors, int events) {
        Map<Integer, CheckedRun> heads = new HashMap<>();
        List<Event> all = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            int number = 1 + random.nextInt(authors);
            EventSigner author = author(number);
            List<EventRef> deps = new ArrayList<>();
            for (int d = random.nextInt(3); d > 0 && !all.isEmpty(); d--) {
                Event seen = all.get(random.nextInt(all.size()));
                if (!seen.author().equals(author.author())) {
                    deps.add(seen.ref());
                }
            }
            List<EventDraft> drafts =
                    List.of(EventDraft.text("world.event", "event " + i).withDeps(deps));
            CheckedRun last = heads.get(number);
            CheckedRun run = last == null ? first(author, drafts) : after(last, author, drafts);
            heads.put(number, run);
            all.add(run.event(0));
        }
        return all;
    }
}
