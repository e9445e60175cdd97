package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.LocalCodec;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.plugin.PublishException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every queue of the store at its bound and one above, while the disk hangs; and that it empties again. */
class StorageBoundsTest {
    private final SimDisk disk = new SimDisk();
    private final CountDownLatch hanging = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final Vertx vertx = Vertx.vertx();
    private OpenStore store;
    private StorageService service;

    @BeforeEach
    void start() throws Exception {
        LocalCodec.register(vertx);
        store = OpenStore.open(disk, new SimIndex.Home(), TestStore.options(), StorageMeter.NONE);
        service = await(StorageService.start(vertx, store));
    }

    @AfterEach
    void stop() throws Exception {
        released.countDown();
        await(service.stop());
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    /** The next change of the disk waits: so the writer's thread is busy, and what is asked of it waits too. */
    private Future<?> hangTheWriter() throws InterruptedException {
        disk.afterCall(call -> {
            hanging.countDown();
            awaitRelease();
        });
        Future<?> first = service.storage().putState("plugin", "first", Optional.of(Bytes.EMPTY));
        assertThat(hanging.await(20, TimeUnit.SECONDS)).isTrue();
        return first;
    }

    /** The reader's thread is busy, and what is asked of it waits. */
    private Future<?> hangTheReader() throws InterruptedException {
        Future<?> first = vertx.eventBus()
                .request(
                        ReaderVerticle.ADDRESS,
                        new ReadRequest<>(reader -> {
                            hanging.countDown();
                            awaitRelease();
                            return true;
                        }),
                        BusStorage.options());
        assertThat(hanging.await(20, TimeUnit.SECONDS)).isTrue();
        return first;
    }

    private void awaitRelease() {
        try {
            assertThat(released.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void isBusy(Future<?> refused) {
        assertThat(refused.cause())
                .isInstanceOfSatisfying(
                        PublishException.class, e -> assertThat(e.reason()).isEqualTo(PublishException.Reason.BUSY));
    }

    @Test
    void runsOfPeersWaitUpTo32MiB() throws Exception {
        Future<?> first = hangTheWriter();
        List<Future<?>> waiting = new ArrayList<>();
        Bytes mebibyte = Bytes.wrap(new byte[1024 * 1024]);
        for (int i = 0; i < BusStorage.QUEUE_BYTES / mebibyte.size(); i++) {
            waiting.add(service.storage().append(TestStore.PEER, List.of(mebibyte)));
        }
        assertThat(waiting).hasSize(32).noneMatch(Future::isComplete);
        isBusy(service.storage().append(TestStore.PEER, List.of(Bytes.wrap(new byte[1]))));
        released.countDown();
        await(first);
        await(Future.all(waiting));
        Bytes all = Bytes.wrap(new byte[(int) BusStorage.QUEUE_BYTES]);
        assertThat(await(service.storage().append(TestStore.PEER, List.of(all))))
                .hasSize(1);
        isBusy(service.storage().append(TestStore.PEER, List.of(all, Bytes.wrap(new byte[1]))));
    }

    @Test
    void valuesAndProofsWaitUpTo4096() throws Exception {
        Future<?> first = hangTheWriter();
        List<Future<?>> waiting = new ArrayList<>(List.of(first));
        while (waiting.size() < BusStorage.QUEUE_CONTROLS) {
            waiting.add(service.storage().putState("plugin", "key", Optional.of(Bytes.EMPTY)));
        }
        assertThat(waiting).hasSize(4_096).noneMatch(Future::isComplete);
        isBusy(service.storage().putState("plugin", "key", Optional.of(Bytes.EMPTY)));
        released.countDown();
        await(Future.all(waiting));
        await(service.storage().putState("plugin", "key", Optional.empty()));
        assertThat(service.storage().state("plugin")).containsOnlyKeys("first");
    }

    @Test
    void readsWaitUpTo16384() throws Exception {
        List<Future<?>> waiting = new ArrayList<>(List.of(hangTheReader()));
        for (int i = 0; i < BusStorage.QUEUE_READS; i++) {
            waiting.add(service.storage().hashAt(TestStore.PEER, 1));
        }
        assertThat(waiting).hasSize(16_385).noneMatch(Future::isComplete);
        isBusy(service.storage().hashAt(TestStore.PEER, 1));
        isBusy(service.storage().arrivals(0, 1));
        released.countDown();
        await(Future.all(waiting));
        assertThat(await(service.storage().hashAt(TestStore.PEER, 1))).isEmpty();
    }

    @Test
    void allLogsInOneOrderAreForAFewReadersAtATime() throws Exception {
        Authors author = Authors.author(1);
        await(service.storage().append(TestStore.PEER, List.of(author.encoded(100))));
        Future<?> first = hangTheReader();
        List<Future<List<Event>>> waiting = new ArrayList<>();
        for (int i = 0; i < BusStorage.ORDERS; i++) {
            waiting.add(service.storage().causal(Map.of(), 10));
        }
        assertThat(waiting).hasSize(8).noneMatch(Future::isComplete);
        isBusy(service.storage().causal(Map.of(), 10));
        released.countDown();
        await(first);
        await(Future.all(waiting));
        assertThat(waiting)
                .allSatisfy(page -> assertThat(page.result())
                        .extracting(Event::seq)
                        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L));
        assertThat(await(service.storage().causal(Map.of(author.id(), 95L), 10)))
                .hasSize(5);
    }

    @Test
    void aFullDiskIsSaidAndHealsByItself() throws Exception {
        disk.quota(disk.used() + WriteHealth.OWN_BYTES, false);
        Future<?> refused = service.storage().publish(Collections.nCopies(3, EventDraft.text("test", "event")));
        Awaitility.await().until(refused::isComplete);
        assertThat(refused.cause())
                .isInstanceOfSatisfying(
                        PublishException.class,
                        e -> assertThat(e.reason()).isEqualTo(PublishException.Reason.READ_ONLY));
        assertThat(service.storage().status().writable()).isFalse();
        assertThat(service.storage().status().problem()).contains("full");
        assertThat(service.storage().appendProblem()).isPresent();
        disk.quota(1L << 40, false);
        Awaitility.await()
                .atMost(2, TimeUnit.SECONDS)
                .until(() -> service.storage().status().writable());
        assertThat(service.storage().appendProblem()).isEmpty();
        assertThat(service.storage().counters().freeBytes()).isLessThanOrEqualTo(1L << 40);
        assertThat(await(service.storage().publish(List.of(EventDraft.text("test", "event")))))
                .hasSize(1);
    }

    @Test
    void aFailedForceIsSaidAtOnce() throws Exception {
        disk.failForcesAfter(0);
        Future<?> refused = service.storage().publish(List.of(EventDraft.text("test", "event")));
        Awaitility.await().atMost(1, TimeUnit.SECONDS).until(refused::isComplete);
        assertThat(refused.failed()).isTrue();
        assertThat(service.storage().status().writable()).isFalse();
        assertThat(service.storage().appendProblem().orElseThrow()).contains("only reads");
        disk.failForcesAfter(Integer.MAX_VALUE);
    }
}
