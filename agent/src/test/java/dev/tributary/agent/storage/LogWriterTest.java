package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.SeedSigner;
import dev.tributary.agent.log.Verdict;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.plugin.PublishException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The single writer on a store in memory: numbering, packing, admission, gaps. */
class LogWriterTest {
    private static final EventDraft DRAFT = EventDraft.text("test.own", "x");

    private final MemoryLogStore store = new MemoryLogStore(Bytes.wrap(new byte[16]));
    private final SeedSigner own = Authors.signer(0);
    private LogBook book = new LogBook(store.storeId());

    private LogWriter writer(AuthorPolicy policy) throws IOException {
        book = new LogBook(store.storeId());
        store.load(book);
        return new LogWriter(new LogWriter.Parts(
                store, book, Authors.SPACE, own, policy, true, LogLimits.STANDARD, StorageMeter.NONE));
    }

    private LogWriter writer() throws IOException {
        return writer(AuthorPolicy.relayed(3));
    }

    private StoreReader reader() {
        return new StoreReader(store, book, Authors.SPACE, LogLimits.STANDARD);
    }

    @Test
    void eventsThatMeetInACommitShareOneSignatureAndKeepTheirOwnNames() throws IOException {
        LogWriter writer = writer();
        List<Ticket> tickets = new ArrayList<>();
        for (int i = 0; i < 256; i++) {
            tickets.add(writer.publish(List.of(EventDraft.text("test", "event " + i))));
        }
        assertThat(writer.commit(TestStore.NOW).runs()).hasSize(1);
        List<Event> events = reader().events(own.author(), 0, 1_000);
        for (int i = 0; i < 256; i++) {
            assertThat(tickets.get(i).refs()).containsExactly(events.get(i).ref());
        }
    }

    @Test
    void aRunHoldsAtMost256Events() throws IOException {
        LogWriter writer = writer();
        for (int i = 0; i < 257; i++) {
            writer.publish(List.of(DRAFT));
        }
        assertThat(writer.commit(TestStore.NOW).runs())
                .extracting(run -> run.run().count())
                .containsExactly(256, 1);
    }

    @Test
    void aBatchMayHave256EventsAndNotOneMore() throws IOException {
        LogWriter writer = writer();
        Ticket ticket = writer.publish(Collections.nCopies(256, DRAFT));
        assertThatThrownBy(() -> writer.publish(Collections.nCopies(257, DRAFT)))
                .isInstanceOfSatisfying(
                        PublishException.class, e -> assertThat(e.reason()).isEqualTo(PublishException.Reason.INVALID));
        assertThatThrownBy(() -> writer.publish(List.of())).isInstanceOf(PublishException.class);
        writer.commit(TestStore.NOW);
        assertThat(ticket.refs()).extracting(EventRef::seq).startsWith(1L).endsWith(256L);
    }

    @Test
    void aBatchOfTheLargestEventsIsContiguousAcrossRuns() throws IOException {
        LogWriter writer = writer();
        EventDraft large = EventDraft.of("test", Bytes.wrap(new byte[64 * 1024]));
        Ticket ticket = writer.publish(Collections.nCopies(10, large));
        assertThat(writer.commit(TestStore.NOW).runs()).hasSizeGreaterThan(1);
        assertThat(ticket.refs()).extracting(EventRef::seq).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
        assertThatThrownBy(() -> writer.publish(List.of(EventDraft.of("test", Bytes.wrap(new byte[64 * 1024 + 1])))))
                .isInstanceOfSatisfying(
                        PublishException.class,
                        e -> assertThat(e.reason()).isEqualTo(PublishException.Reason.TOO_LARGE));
    }

    @Test
    void oneBadDraftRefusesTheWholeBatch() throws IOException {
        LogWriter writer = writer();
        assertThatThrownBy(() -> writer.publish(List.of(DRAFT, EventDraft.text("tributary.genesis", "x"))))
                .isInstanceOfSatisfying(
                        PublishException.class, e -> assertThat(e.reason()).isEqualTo(PublishException.Reason.INVALID));
        assertThat(writer.commit(TestStore.NOW).runs()).isEmpty();
    }

    @Test
    void authorsAreAdmittedUpToTheMaximumAndTheOwnOneAlways() throws IOException {
        LogWriter writer = writer();
        for (int i = 1; i <= 3; i++) {
            assertThat(append(writer, Authors.author(i).encoded(1))).isInstanceOf(Verdict.Accepted.class);
        }
        assertThat(append(writer, Authors.author(4).encoded(1))).isInstanceOf(Verdict.NotAdmitted.class);
        writer.commit(TestStore.NOW);
        assertThat(append(writer, Authors.author(4).encoded(1))).isInstanceOf(Verdict.NotAdmitted.class);
        assertThat(append(writer, Authors.author(1).encoded(2))).isInstanceOf(Verdict.Accepted.class);
        Ticket ticket = writer.publish(List.of(DRAFT));
        writer.commit(TestStore.NOW);
        assertThat(ticket.refs()).hasSize(1);
    }

    @Test
    void onlyListedAuthorsAreAdmittedWhenThePolicySaysSo() throws IOException {
        Authors listed = Authors.author(1);
        LogWriter writer = writer(new AuthorPolicy(10, true, Set.of(listed.id())));
        assertThat(append(writer, Authors.author(2).encoded(1))).isInstanceOf(Verdict.NotAdmitted.class);
        assertThat(append(writer, listed.encoded(1))).isInstanceOf(Verdict.Accepted.class);
        writer.commit(TestStore.NOW);
        assertThat(append(writer(new AuthorPolicy(10, true, Set.of())), listed.encoded(1)))
                .as("who has a log here stays admitted")
                .isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void aRunThatCameTooEarlyIsAppendedWhenItsPredecessorArrives() throws IOException {
        LogWriter writer = writer();
        Authors author = Authors.author(1);
        Bytes first = author.encoded(2);
        Bytes second = author.encoded(2);
        Bytes third = author.encoded(2);
        assertThat(append(writer, third)).isEqualTo(new Verdict.Gap(1));
        assertThat(append(writer, second)).isEqualTo(new Verdict.Gap(1));
        assertThat(writer.expirePending(TestStore.NOW)).isEqualTo(4);
        assertThat(append(writer, first)).isInstanceOf(Verdict.Accepted.class);
        assertThat(writer.commit(TestStore.NOW).runs()).hasSize(3);
        assertThat(book.head(author.id()).orElseThrow().head()).isEqualTo(author.head());
        assertThat(writer.expirePending(TestStore.NOW)).isZero();
    }

    @Test
    void whatIsHereAlreadyIsADuplicateAndAnOverlapAddsOnlyWhatIsNew() throws IOException {
        LogWriter writer = writer();
        Bytes three = Authors.author(1).encoded(3);
        Bytes five = Authors.author(1).encoded(5);
        append(writer, three);
        assertThat(append(writer, three)).as("in the same commit").isInstanceOf(Verdict.Duplicate.class);
        writer.commit(TestStore.NOW);
        assertThat(append(writer, three)).isInstanceOf(Verdict.Duplicate.class);
        assertThat(book.events()).isEqualTo(3);
        assertThat(append(writer, five)).isInstanceOf(Verdict.Accepted.class);
        writer.commit(TestStore.NOW);
        assertThat(book.events()).isEqualTo(5);
        assertThat(reader().events(Authors.author(1).id(), 0, 10)).hasSize(5);
    }

    @Test
    void nothingIsVisibleBeforeTheCommit() throws IOException {
        LogWriter writer = writer();
        append(writer, Authors.author(1).encoded(3));
        writer.publish(List.of(DRAFT));
        assertThat(book.heads().heads()).isEmpty();
        assertThat(reader().arrivals(0, 10)).isEmpty();
        writer.commit(TestStore.NOW);
        assertThat(book.heads().heads()).hasSize(2);
        assertThat(reader().arrivals(0, 10)).hasSize(4);
    }

    @Test
    void aCrashInsideACommitLeavesAPrefixThatNobodyWasToldOf() throws IOException {
        LogWriter writer = writer();
        writer.publish(List.of(DRAFT));
        writer.commit(TestStore.NOW);
        append(writer, Authors.author(1).encoded(1));
        append(writer, Authors.author(2).encoded(1));
        store.failNextCommit(1);
        assertThatThrownBy(() -> writer.commit(TestStore.NOW)).isInstanceOf(IOException.class);
        assertThat(book.position()).isEqualTo(1);
        LogWriter again = writer();
        assertThat(book.position()).isEqualTo(2);
        assertThat(append(again, Authors.author(2).encoded(1))).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void stateIsBounded() throws IOException {
        LogWriter writer = writer();
        StateLimits limits = StateLimits.STANDARD;
        Bytes largest = Bytes.wrap(new byte[limits.valueBytes()]);
        writer.putState("plugin", "k".repeat(limits.nameBytes()), Optional.of(largest));
        assertThatThrownBy(
                        () -> writer.putState("plugin", "k".repeat(limits.nameBytes() + 1), Optional.of(Bytes.EMPTY)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        writer.putState("plugin", "key", Optional.of(Bytes.wrap(new byte[limits.valueBytes() + 1]))))
                .isInstanceOf(IllegalArgumentException.class);
        int most = (int) (limits.totalBytes() / limits.valueBytes()) - 2;
        for (int i = 0; i < most; i++) {
            writer.putState("plugin", "" + i, Optional.of(largest));
            writer.commit(TestStore.NOW);
        }
        assertThatThrownBy(() -> writer.putState("plugin", "more", Optional.of(largest)))
                .hasMessageContaining("remove some first");
        writer.putState("plugin", "0", Optional.of(Bytes.wrap(new byte[limits.valueBytes()])));
        writer.putState("plugin", "0", Optional.empty());
        writer.commit(TestStore.NOW);
        writer.putState("plugin", "more", Optional.of(largest));
    }

    private Verdict append(LogWriter writer, Bytes run) throws IOException {
        return writer.append(TestStore.PEER, List.of(run), TestStore.NOW).get(0);
    }
}
