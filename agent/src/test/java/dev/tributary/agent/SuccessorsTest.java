package dev.tributary.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.events.MemoryStorage;
import dev.tributary.agent.identity.Identity;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.log.SuccessorEvent;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.status.SuccessorStatus;
import dev.tributary.api.status.SuccessorStatus.Signature;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an agent makes of the words that authors go on for others, on a store in memory. */
class SuccessorsTest {
    private static final Identity OLD = identity(1);

    private final RunCodec codec = new RunCodec(LogLimits.STANDARD);
    private final MemoryStorage storage = new MemoryStorage();
    private final List<SuccessorStatus> heard = new ArrayList<>();

    @Test
    void eachIsCheckedAsItArrives() {
        Successors successors = started();
        says(identity(2), OLD, Signature.VALID);
        says(identity(3), OLD, Signature.MISSING);
        says(identity(4), OLD, Signature.WRONG);
        assertThat(heard).containsExactlyElementsOf(expected(2, 3, 4));
        assertThat(successors.all()).containsExactlyInAnyOrderElementsOf(expected(2, 3, 4));
        assertThat(heard.stream().map(SuccessorStatus::verified)).containsExactly(true, false, false);
    }

    @Test
    void otherEventsAndWordsThatNameNobodySayNothing() {
        Successors successors = started();
        take(identity(2), EventDraft.text("test", "one"));
        take(identity(3), EventDraft.text(SuccessorEvent.TYPE, "nobody"));
        take(
                identity(4),
                EventDraft.text("test", "one"),
                SuccessorEvent.draft(
                        OLD.author(),
                        Optional.of(
                                OLD.signSuccessor(storage.space(), identity(4).author()))));
        assertThat(successors.all()).isEmpty();
        assertThat(heard).isEmpty();
    }

    @Test
    void whatWasStoredBeforeItBeganIsFoundAndToldOnce() {
        take(identity(5), EventDraft.text("test", "one"));
        says(identity(2), OLD, Signature.VALID);
        Successors successors = started();
        assertThat(successors.all()).isEqualTo(expected(2));
        storage.take(codec.sign(
                storage.space(),
                identity(2).signer(),
                Optional.empty(),
                0,
                List.of(draft(identity(2), OLD, Signature.VALID))));
        assertThat(heard).isEqualTo(expected(2));
    }

    @Test
    void theNextStartKnowsThemAndReadsOnlyWhatIsNew() {
        Successors first = started();
        says(identity(2), OLD, Signature.VALID);
        first.close();
        int before = storage.reads();
        heard.clear();

        Successors second = started();
        assertThat(storage.reads()).isEqualTo(before);
        assertThat(second.all()).isEqualTo(expected(2));
        assertThat(heard).as("who follows looks again").isEqualTo(expected(2));
    }

    @Test
    void whatWasStoredAndNotToldBeforeTheStopIsLookedAtAtTheNextStart() {
        Successors deaf = new Successors(storage, storage.space(), (found, all) -> {});
        take(identity(5), EventDraft.text("test", "one"));
        assertThat(deaf.begin().succeeded()).isTrue();
        says(identity(2), OLD, Signature.VALID);
        deaf.close();
        assertThat(deaf.all()).isEmpty();
        assertThat(started().all()).isEqualTo(expected(2));
    }

    @Test
    void aStopWhileManyLogsAreLookedAtEndsTheLook() {
        for (int i = 0; i < 20_000; i++) {
            take(identity(100 + i), EventDraft.text("test", "one"));
        }
        Promise<Void> stopped = Promise.promise();
        storage.hold(stopped.future());
        int before = storage.reads();
        Future<Void> looking = new Successors(storage, storage.space(), (found, all) -> {}).begin();
        stopped.fail("the store is closed");
        assertThat(looking.cause()).hasMessage("the store is closed");
        assertThat(storage.reads()).isEqualTo(before + 1);
    }

    @Test
    void manyArrivalsAreNotedWithoutAStop() {
        started();
        List<EventDraft> run = Collections.nCopies(256, EventDraft.text("test", "x"));
        for (int i = 0; i < Successors.NOTE_EVERY / 256 - 1; i++) {
            take(identity(100 + i), run.toArray(EventDraft[]::new));
        }
        assertThat(storage.state("tributary")).doesNotContainKey("successors");
        take(identity(99), run.toArray(EventDraft[]::new));
        assertThat(storage.state("tributary").get("successors"))
                .isEqualTo(Bytes.utf8("00".repeat(16) + " " + Successors.NOTE_EVERY));
    }

    @Test
    void thereAreAsManyAsTheBoundAndThenOnlyAVerifiedOneTakesThePlaceOfAnother() {
        Successors successors = started();
        for (int i = 0; i < Successors.MAX; i++) {
            says(identity(1_000 + i), OLD, Signature.MISSING);
        }
        assertThat(successors.all()).hasSize(Successors.MAX);
        says(identity(2), OLD, Signature.MISSING);
        assertThat(successors.all())
                .hasSize(Successors.MAX)
                .noneMatch(one -> one.author().equals(identity(2).author()));
        says(identity(3), OLD, Signature.VALID);
        assertThat(successors.all()).hasSize(Successors.MAX).containsAll(expected(3));
        assertThat(storage.state("tributary").keySet().stream().filter(key -> key.startsWith("successor/")))
                .hasSize(Successors.MAX);
    }

    private Successors started() {
        Successors successors = new Successors(storage, storage.space(), (found, all) -> heard.add(found));
        storage.onCommit(successors::committed);
        assertThat(successors.begin().succeeded()).isTrue();
        return successors;
    }

    private static List<SuccessorStatus> expected(int... numbers) {
        List<SuccessorStatus> expected = new ArrayList<>();
        Signature[] signatures = {Signature.VALID, Signature.MISSING, Signature.WRONG};
        for (int i = 0; i < numbers.length; i++) {
            Signature signature = numbers.length == 1 ? Signature.VALID : signatures[i];
            expected.add(new SuccessorStatus(identity(numbers[i]).author(), OLD.author(), signature));
        }
        return expected;
    }

    private void says(Identity next, Identity old, Signature signature) {
        take(next, draft(next, old, signature));
    }

    private EventDraft draft(Identity next, Identity old, Signature signature) {
        AuthorId author = next.author();
        return SuccessorEvent.draft(
                old.author(),
                switch (signature) {
                    case VALID -> Optional.of(old.signSuccessor(storage.space(), author));
                    case MISSING -> Optional.empty();
                    case WRONG -> Optional.of(next.signSuccessor(storage.space(), author));
                });
    }

    private void take(Identity who, EventDraft... drafts) {
        storage.take(codec.sign(storage.space(), who.signer(), Optional.empty(), 0, List.of(drafts)));
    }

    private static Identity identity(int number) {
        return Identity.ofSeed(
                Bytes.wrap(ByteBuffer.allocate(32).putInt(number).put((byte) 1).array()));
    }
}
