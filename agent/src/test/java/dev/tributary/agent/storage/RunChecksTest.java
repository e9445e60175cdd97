package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.LocalCodec;
import dev.tributary.agent.log.Verdict;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.plugin.PublishException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A backlog is checked on a thread of its own, and comes to the writer as it was offered. */
class RunChecksTest {
    private static final int LARGE = 200;
    private static final int OFFERS = 300;

    private final Vertx vertx = Vertx.vertx();
    private final Authors author = Authors.author(1);
    private StorageService service;

    @BeforeEach
    void start() throws Exception {
        LocalCodec.register(vertx);
        OpenStore store = OpenStore.open(new SimDisk(), new SimIndex.Home(), TestStore.options(), StorageMeter.NONE);
        service = await(StorageService.start(vertx, store));
    }

    @AfterEach
    void stop() throws Exception {
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static List<String> checkers() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("tributary-store-check"))
                .toList();
    }

    /** All in one go of an event loop, as a link hands over what it has received. */
    private Future<List<List<Verdict>>> append(List<Bytes> runs) {
        return vertx.<List<List<Verdict>>>executeBlocking(List::of).compose(nothing -> {
            List<Future<List<Verdict>>> verdicts = new ArrayList<>();
            for (Bytes run : runs) {
                verdicts.add(service.storage().append(TestStore.PEER, List.of(run)));
            }
            return Future.all(verdicts).map(all -> all.list());
        });
    }

    @Test
    void smallRunsBehindLargeOnesDoNotOvertakeThem() throws Exception {
        List<Bytes> runs = new ArrayList<>();
        for (int i = 0; i < OFFERS; i++) {
            runs.add(author.encoded(i % 3 == 0 ? LARGE : 1));
        }
        assertThat(runs.get(0).size() * (OFFERS / 3)).isGreaterThan((int) RunChecks.WORTH_A_THREAD * 10);

        assertThat(await(append(runs)))
                .hasSize(OFFERS)
                .allSatisfy(verdicts -> assertThat(verdicts).singleElement().isInstanceOf(Verdict.Accepted.class));
        assertThat(checkers()).hasSize(1);
        await(service.stop());
        assertThat(checkers()).isEmpty();
    }

    @Test
    void aLiveEventIsLeftToTheWriter() throws Exception {
        assertThat(await(append(List.of(author.encoded(1))))).hasSize(1);
        assertThat(checkers()).isEmpty();
        await(service.stop());
    }

    @Test
    void whatIsOfferedAfterTheStopIsRefused() throws Exception {
        await(service.stop());
        AtomicReference<Throwable> refusal = new AtomicReference<>();
        Bytes large = Bytes.wrap(new byte[(int) RunChecks.WORTH_A_THREAD]);
        for (Bytes run : List.of(author.encoded(1), large)) {
            await(append(List.of(run)).onFailure(refusal::set).otherwiseEmpty());
            assertThat(refusal.getAndSet(null))
                    .isInstanceOfSatisfying(
                            PublishException.class,
                            e -> assertThat(e.reason()).isEqualTo(PublishException.Reason.CLOSED));
        }
    }
}
