package dev.tributary.agent.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.plugin.Durability;
import dev.tributary.api.plugin.PublishException;
import dev.tributary.api.plugin.PublishException.Reason;
import dev.tributary.api.plugin.Receipt;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class LogPublisherTest {
    private final MemoryStorage storage = new MemoryStorage();
    private final List<Long> waits = new ArrayList<>();
    private final List<Promise<Integer>> peers = new ArrayList<>();
    private final LogPublisher publisher =
            new LogPublisher(storage.author(), storage, (seq, count, millis) -> asked(seq, millis), waits::add);
    private long askedSeq;
    private long askedMillis;

    private Future<Integer> asked(long seq, long millis) {
        Promise<Integer> answer = Promise.promise();
        askedSeq = seq;
        askedMillis = millis;
        peers.add(answer);
        return answer.future();
    }

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
    void whoWaitsForPeersIsAnsweredWithHowManyHoldTheLastEvent() {
        CompletableFuture<Receipt> receipt = publisher
                .publishAll(List.of(EventDraft.text("a", "1"), EventDraft.text("a", "2")), Durability.replicated(2))
                .toCompletableFuture();

        assertThat(receipt).isNotDone();
        assertThat(askedSeq).isEqualTo(2);
        assertThat(askedMillis).isBetween(25_000L, 30_000L);
        assertThat(publisher.waiting()).isEqualTo(1);
        peers.get(0).complete(1);
        assertThat(receipt.join().events()).extracting(EventRef::seq).containsExactly(1L, 2L);
        assertThat(receipt.join().peers()).isEqualTo(1);
        assertThat(receipt.join().reached()).isFalse();
        assertThat(publisher.waiting()).isZero();
    }

    @Test
    void whatIsStoredIsNeverToldAsFailed() {
        CompletableFuture<Receipt> receipt = publisher
                .publish(EventDraft.text("a", "1"), Durability.replicated(1))
                .toCompletableFuture();
        peers.get(0).fail("the loop is gone");

        assertThat(receipt.join().peers()).isZero();
        assertThat(receipt.join().events()).hasSize(1);
    }

    @Test
    void asManyWaitForPeersAsThereIsRoomForAndOneMoreIsRefusedUnwritten() {
        EventDraft draft = EventDraft.text("a", "1");
        for (int i = 0; i < LogPublisher.MOST_WAITING; i++) {
            assertThat(publisher.publish(draft, Durability.replicated(1)).toCompletableFuture())
                    .isNotDone();
        }
        long before = askedSeq;
        refuses(publisher.publish(draft, Durability.replicated(1)), Reason.BUSY, "wait for peers already");
        assertThat(publisher.waiting()).isEqualTo(LogPublisher.MOST_WAITING);
        assertThat(publisher
                        .publish(draft, Durability.LOCAL)
                        .toCompletableFuture()
                        .join()
                        .events()
                        .get(0)
                        .seq())
                .as("nothing was written for who was refused, and who waits for nobody goes on")
                .isEqualTo(before + 1);
        peers.get(0).complete(1);
        assertThat(publisher.publish(draft, Durability.replicated(1)).toCompletableFuture())
                .as("there is room for one again")
                .isNotCompletedExceptionally();
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
