package dev.tributary.agent.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.plugin.PublishException;
import dev.tributary.api.plugin.PublishException.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class LogPublisherTest {
    private final MemoryStorage storage = new MemoryStorage();
    private final List<Long> waits = new ArrayList<>();
    private final LogPublisher publisher = new LogPublisher(storage.author(), storage, waits::add);

    @Test
    void namesWhatBecameDurable() {
        EventRef one = publisher
                .publish(EventDraft.text("a", "1"))
                .toCompletableFuture()
                .join();
        List<EventRef> more = publisher
                .publishAll(List.of(EventDraft.text("a", "2"), EventDraft.text("a", "3")))
                .toCompletableFuture()
                .join();

        assertThat(one.seq()).isEqualTo(1);
        assertThat(more).extracting(EventRef::seq).containsExactly(2L, 3L);
        assertThat(waits).as("each call is timed").hasSize(2);
    }

    @Test
    void takesABatchOf256AndRefusesOneOf257() {
        EventDraft draft = EventDraft.text("a", "x");
        assertThat(publisher
                        .publishAll(Collections.nCopies(256, draft))
                        .toCompletableFuture()
                        .join())
                .hasSize(256);
        refuses(publisher.publishAll(Collections.nCopies(257, draft)), Reason.TOO_LARGE, "256");
        refuses(publisher.publishAll(List.of()), Reason.INVALID, "at least one");
    }

    @Test
    void takesAPayloadOf64KiBAndRefusesOneMore() {
        assertThat(publisher.publish(payload(65_536)).toCompletableFuture().join())
                .isNotNull();
        refuses(publisher.publish(payload(65_537)), Reason.TOO_LARGE, "65536");
    }

    @Test
    void takesATypeOf128BytesAndRefusesOneMore() {
        assertThat(publisher
                        .publish(EventDraft.text("é".repeat(64), ""))
                        .toCompletableFuture()
                        .join())
                .isNotNull();
        refuses(publisher.publish(EventDraft.text("é".repeat(64) + "a", "")), Reason.TOO_LARGE, "129");
        refuses(publisher.publish(EventDraft.text("", "")), Reason.INVALID, "type");
    }

    @Test
    void refusesTypesOfTheAgentItself() {
        refuses(publisher.publish(EventDraft.text("tributary.genesis", "{}")), Reason.INVALID, "tributary.");
    }

    @Test
    void takes64DependenciesAndRefusesOneMore() {
        assertThat(publisher
                        .publish(EventDraft.text("a", "").withDeps(deps(64)))
                        .toCompletableFuture()
                        .join())
                .isNotNull();
        refuses(publisher.publish(EventDraft.text("a", "").withDeps(deps(65))), Reason.TOO_LARGE, "65");
    }

    @Test
    void refusesADependencyOnTheOwnLog() {
        EventRef own = new EventRef(storage.author(), 1, EventHash.NONE);
        refuses(publisher.publish(EventDraft.text("a", "").withDeps(List.of(own))), Reason.INVALID, "own log");
    }

    @Test
    void passesOnWhyTheStoreRefused() {
        storage.fail(new PublishException(Reason.BUSY, "come back"));
        refuses(publisher.publish(EventDraft.text("a", "")), Reason.BUSY, "come back");
        assertThat(waits).isEmpty();
    }

    @Test
    void everyOtherFailureMeansThatTheStoreIsGone() {
        storage.fail(new IllegalStateException("no handlers"));
        refuses(publisher.publish(EventDraft.text("a", "")), Reason.CLOSED, "no handlers");
    }

    @Test
    void refusesEverythingAfterItsEnd() {
        publisher.close();
        refuses(publisher.publish(EventDraft.text("a", "")), Reason.CLOSED, "stopping");
    }

    private static void refuses(CompletionStage<?> stage, Reason reason, String text) {
        assertThatThrownBy(() -> stage.toCompletableFuture().join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        PublishException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(reason))
                .hasMessageContaining(text);
    }

    private static EventDraft payload(int size) {
        return EventDraft.of("a", Bytes.of(new byte[size]));
    }

    private static List<EventRef> deps(int count) {
        List<EventRef> deps = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            deps.add(new EventRef(AuthorId.ofHex("ab".repeat(32)), i, EventHash.NONE));
        }
        return deps;
    }
}
