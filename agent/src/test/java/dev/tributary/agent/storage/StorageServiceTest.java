package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.agent.Addresses;
import dev.tributary.agent.LocalCodec;
import dev.tributary.agent.log.Verdict;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.plugin.PublishException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store behind the bus: batching, order, bounds, closing. */
class StorageServiceTest {
    @TempDir
    private Path data;

    private Vertx vertx;
    private DataLock lock;
    private StorageService service;
    private final List<Committed> commits = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx();
        LocalCodec.register(vertx);
        Addresses.COMMITTED.listen(vertx, commits::add);
        lock = DataLock.take(data);
        OpenStore store = OpenStore.open(lock, TestStore.options(), StorageMeter.NONE);
        service = await(StorageService.start(vertx, store));
    }

    @AfterEach
    void stop() throws Exception {
        await(service.stop());
        await(vertx.close());
        lock.close();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private Storage storage() {
        return service.storage();
    }

    @Test
    void eachOfManyConcurrentPublishersGetsItsOwnSeqAndHash() throws Exception {
        List<Future<List<EventRef>>> waiting = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            waiting.add(storage().publish(List.of(EventDraft.text("test", "event " + i))));
        }
        await(Future.all(waiting));
        List<EventRef> refs = waiting.stream().map(done -> done.result().get(0)).toList();
        assertThat(refs)
                .extracting(EventRef::seq)
                .isEqualTo(java.util.stream.LongStream.rangeClosed(1, 1_000)
                        .boxed()
                        .toList());
        List<Event> events = await(storage().events(refs.get(0).author(), 0, 1_000));
        assertThat(events).extracting(Event::ref).isEqualTo(refs);
        assertThat(events)
                .extracting(event -> event.payload().orElseThrow().utf8())
                .isEqualTo(java.util.stream.IntStream.range(0, 1_000)
                        .mapToObj(i -> "event " + i)
                        .toList());
        assertThat(storage().counters().forces()).as("group commit").isLessThan(500);
    }

    @Test
    void aCommitIsToldBeforeThoseWhoWaitedForItAreAnswered() throws Exception {
        Authors author = Authors.author(1);
        await(storage().publish(List.of(EventDraft.text("test", "own"))));
        List<Verdict> verdicts = await(storage().append(TestStore.PEER, List.of(author.encoded(3), Bytes.utf8("?"))));
        assertThat(verdicts.get(0)).isInstanceOf(Verdict.Accepted.class);
        assertThat(verdicts.get(1).accusesPeer()).isTrue();
        org.awaitility.Awaitility.await().until(() -> commits.size() == 2);
        assertThat(commits.get(0).runs().get(0).from()).isEmpty();
        assertThat(commits.get(1).runs().get(0).from()).contains(TestStore.PEER);
        assertThat(commits.get(1).counter()).isEqualTo(4);
        assertThat(storage().counters().rejected()).containsKey("not_canonical");
    }

    @Test
    void aFullQueueRefusesAndWritesNothing() throws Exception {
        EventDraft draft = EventDraft.text("test", "event");
        List<Future<List<EventRef>>> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiting.add(storage().publish(Collections.nCopies(200, draft)));
        }
        Future<List<EventRef>> tooMuch = storage().publish(Collections.nCopies(200, draft));
        assertThat(tooMuch.cause())
                .isInstanceOfSatisfying(
                        PublishException.class, e -> assertThat(e.reason()).isEqualTo(PublishException.Reason.BUSY));
        await(Future.all(waiting));
        assertThat(await(storage().publish(List.of(draft))).get(0).seq()).isEqualTo(1_001);
    }

    @Test
    void stateIsThereAfterItWasStored() throws Exception {
        await(storage().putState("plugin", "key", Optional.of(Bytes.utf8("value"))));
        assertThat(storage().state("plugin")).containsEntry("key", Bytes.utf8("value"));
        await(storage().putState("plugin", "key", Optional.empty()));
        assertThat(storage().state("plugin")).isEmpty();
    }

    @Test
    void aClosedStoreSaysSo() throws Exception {
        await(service.stop());
        assertThatThrownBy(() -> await(storage().publish(List.of(EventDraft.text("test", "late")))))
                .cause()
                .isInstanceOfSatisfying(
                        PublishException.class, e -> assertThat(e.reason()).isEqualTo(PublishException.Reason.CLOSED));
        service = await(StorageService.start(vertx, OpenStore.open(lock, TestStore.options(), StorageMeter.NONE)));
    }

    @Test
    void readersSeeWhatWasAcknowledged() throws Exception, IOException {
        Authors author = Authors.author(1);
        await(storage().append(TestStore.PEER, List.of(author.encoded(100), author.encoded(100))));
        assertThat(storage().heads().heads().get(author.id()).head()).isEqualTo(author.head());
        assertThat(storage().head(author.id())).contains(author.head());
        assertThat(await(storage().hashAt(author.id(), 200)))
                .contains(author.head().hash());
        assertThat(await(storage().event(author.head().hash())).map(Event::seq)).contains(200L);
        assertThat(await(storage().runs(author.id(), 150, 200, 1))).hasSize(1);
        assertThat(await(storage().arrivals(190, 100))).hasSize(10);
    }
}
