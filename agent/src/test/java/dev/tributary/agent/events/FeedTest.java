package dev.tributary.agent.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tributary.api.plugin.Arrival;
import dev.tributary.api.plugin.EventFilter;
import dev.tributary.api.plugin.Registration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeedTest {
    private static final EventLimits SMALL = new EventLimits(3, 10, 100_000, 4, 1);

    private final MemoryStorage storage = new MemoryStorage();
    private final Feed feed = feed(SMALL);
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<Long> heard = new CopyOnWriteArrayList<>();

    private Feed feed(EventLimits limits) {
        Feed made = new Feed(storage, limits);
        storage.onCommit(made::committed);
        return made;
    }

    @AfterEach
    void close() {
        feed.close();
    }

    @Test
    void deliversWhatIsStoredFirstAndThenWhatComes() {
        storage.append("a", 7);
        listen(EventFilter.ALL, 2);
        storage.append("a", 3);
        runAll();
        storage.append("a", 2);
        runAll();

        assertThat(heard).containsExactlyElementsOf(positions(3, 12));
    }

    @Test
    void aListenerOfTheFutureHearsNothingOfThePast() {
        storage.append("a", 7);
        Registration registration = new LogReader(storage, feed).listen(EventFilter.ALL, this::note);
        storage.append("a", 1);

        await().untilAsserted(() -> assertThat(heard).containsExactly(8L));
        registration.close();
    }

    @Test
    void aFastListenerIsServedFromMemory() {
        listen(EventFilter.ALL, 0);
        runAll();
        int before = storage.reads();
        storage.append("a", 10);
        runAll();

        assertThat(heard).hasSize(10);
        assertThat(storage.reads()).isEqualTo(before);
    }

    @Test
    void aSlowListenerKeepsNoMoreThanItsBoundAndLosesNothing() {
        listen(EventFilter.ALL, 0);
        runAll();
        storage.append("a", 10);
        int before = storage.reads();
        storage.append("a", 1);
        storage.append("a", 50);
        storage.append("a", 1);
        runAll();

        assertThat(heard).containsExactlyElementsOf(positions(1, 62));
        assertThat(storage.reads()).as("the rest came from disk").isGreaterThan(before);

        int caughtUp = storage.reads();
        storage.append("a", 5);
        runAll();
        assertThat(heard).hasSize(67);
        assertThat(storage.reads()).as("it is live again").isEqualTo(caughtUp);
    }

    @Test
    void aRunAboveTheBoundOfBytesIsReadFromDisk() {
        Feed narrow = feed(new EventLimits(3, 1_000, 200, 4, 1));
        narrow.listen(EventFilter.ALL, 0, tasks::add, this::note);
        runAll();
        int before = storage.reads();
        storage.append("a", 40);
        runAll();

        assertThat(heard).containsExactlyElementsOf(positions(1, 40));
        assertThat(storage.reads()).isGreaterThan(before);
        narrow.close();
    }

    @Test
    void onlyWhatPassesTheFilterIsDelivered() {
        listen(EventFilter.type("b.*"), 0);
        runAll();
        storage.append("a", 2);
        storage.append("b.x", 1);
        runAll();

        assertThat(heard).containsExactly(3L);
    }

    @Test
    void aListenerThatThrowsHearsTheNextEvent() {
        feed.listen(EventFilter.ALL, 0, tasks::add, arrival -> {
            heard.add(arrival.position());
            throw new IllegalStateException("on purpose");
        });
        storage.append("a", 3);
        runAll();

        assertThat(heard).containsExactly(1L, 2L, 3L);
        assertThat(feed.failures()).isEqualTo(3);
    }

    @Test
    void anErrorOfAListenerStaysThereToo() {
        feed.listen(EventFilter.ALL, 0, tasks::add, arrival -> {
            throw new NoClassDefFoundError("on purpose");
        });
        listen(EventFilter.ALL, 0);
        storage.append("a", 2);
        runAll();

        assertThat(heard).containsExactly(1L, 2L);
        assertThat(feed.failures()).isEqualTo(2);
    }

    @Test
    void nothingIsDeliveredAfterClose() {
        Registration registration = listen(EventFilter.ALL, 0);
        storage.append("a", 1);
        runAll();
        storage.append("a", 1);
        registration.close();
        registration.close();
        runAll();
        storage.append("a", 1);
        runAll();

        assertThat(heard).containsExactly(1L);
        assertThat(feed.listeners()).isZero();
    }

    @Test
    void closesWhoeverHasNoThreadAnyMore() {
        feed.listen(
                EventFilter.ALL,
                0,
                task -> {
                    throw new RejectedExecutionException("gone");
                },
                this::note);
        storage.append("a", 1);

        assertThat(feed.listeners()).isZero();
    }

    @Test
    void aFailedReadIsTriedAgainWithTheNextEvent() {
        storage.append("a", 1);
        storage.fail(new IllegalStateException("on purpose"));
        listen(EventFilter.ALL, 0);
        runAll();
        assertThat(heard).isEmpty();
        storage.heal();
        storage.append("a", 1);
        runAll();

        assertThat(heard).containsExactly(1L, 2L);
    }

    @Test
    void takesThreeListenersAndRefusesTheFourth() {
        listen(EventFilter.ALL, 0);
        listen(EventFilter.ALL, 0);
        Registration third = listen(EventFilter.ALL, 0);
        assertThatThrownBy(() -> listen(EventFilter.ALL, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("3 listeners");

        third.close();
        listen(EventFilter.ALL, 0);
        assertThat(feed.listeners()).isEqualTo(3);
    }

    @Test
    void refusesListenersAfterItsEnd() {
        feed.close();
        assertThatThrownBy(() -> listen(EventFilter.ALL, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aListenerThatNeverReturnsIsInterruptedAtTheEnd() throws InterruptedException {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        feed.listen(EventFilter.ALL, 0, arrival -> {
            inside.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        storage.append("a", 1);
        inside.await();
        feed.close();

        await().until(() -> interrupted.getCount() == 0);
    }

    private Registration listen(EventFilter filter, long after) {
        return feed.listen(filter, after, tasks::add, this::note);
    }

    private void note(Arrival arrival) {
        heard.add(arrival.position());
    }

    private void runAll() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    private static List<Long> positions(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }
}
