package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.LocalCodec;
import dev.tributary.api.model.EventDraft;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store's workers end in order while much is still asked of them. */
class BusyStopTest {
    private static final int ROUNDS = 100;

    @TempDir
    private Path data;

    private final List<Throwable> uncaught = Collections.synchronizedList(new ArrayList<>());
    private final Vertx vertx = Vertx.vertx();
    private Thread.UncaughtExceptionHandler before;

    @BeforeEach
    void listen() {
        LocalCodec.register(vertx);
        before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught.add(failure));
    }

    @AfterEach
    void hush() throws Exception {
        Thread.setDefaultUncaughtExceptionHandler(before);
        await(vertx.close());
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void noThreadOfTheStoreDiesOfWhatIsAskedWhileItStops() throws Exception {
        try (DataLock lock = DataLock.take(data)) {
            for (int round = 0; round < ROUNDS; round++) {
                OpenStore store = OpenStore.open(lock, TestStore.options(), StorageMeter.NONE);
                StorageService service = await(StorageService.start(vertx, store));
                Storage storage = service.storage();
                await(storage.publish(List.of(EventDraft.text("test", "first"))));
                for (int i = 0; i < 100; i++) {
                    storage.publish(List.of(EventDraft.text("test", "late")));
                    storage.arrivals(0, 10);
                }
                await(service.stop());
            }
        }
        assertThat(uncaught).isEmpty();
    }
}
