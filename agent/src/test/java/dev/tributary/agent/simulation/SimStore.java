package dev.tributary.agent.simulation;

import dev.tributary.agent.log.EventSigner;
import dev.tributary.agent.log.ForkProof;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.Terms;
import dev.tributary.agent.log.Verdict;
import dev.tributary.agent.storage.AuthorPolicy;
import dev.tributary.agent.storage.Committed;
import dev.tributary.agent.storage.FleetWriter;
import dev.tributary.agent.storage.HeadsView.CountedHead;
import dev.tributary.agent.storage.LogBook;
import dev.tributary.agent.storage.LogWriter;
import dev.tributary.agent.storage.MemoryLogStore;
import dev.tributary.agent.storage.Storage;
import dev.tributary.agent.storage.StorageMeter;
import dev.tributary.agent.storage.StoreReader;
import dev.tributary.agent.storage.Ticket;
import dev.tributary.agent.sync.SyncEngine;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.SpaceId;
import dev.tributary.api.status.ForkStatus;
import dev.tributary.api.status.LogStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The store's real writer and reader over a disk in memory, which loses what was not forced. */
final class SimStore {
    final MemoryLogStore disk;
    private final LogBook book;
    private final LogWriter writer;
    private final StoreReader reader;

    /** Opens what the disk holds, as a start does. */
    SimStore(MemoryLogStore disk, EventSigner signer, SimWorld world) {
        SpaceId space = world.space();
        this.disk = disk;
        this.book = new LogBook(disk.storeId());
        disk.load(book);
        LogWriter.Parts parts = new LogWriter.Parts(
                disk,
                book,
                space,
                signer,
                AuthorPolicy.relayed(world.maxAuthors()),
                !world.plain(),
                LogLimits.STANDARD,
                StorageMeter.NONE);
        this.writer = sure(() -> FleetWriter.open(parts, world.logRules()));
        this.reader = new StoreReader(disk, book, space, LogLimits.STANDARD);
    }

    private interface Reading<T> {
        T get() throws IOException;
    }

    /** Memory can be read. */
    private static <T> T sure(Reading<T> reading) {
        try {
            return reading.get();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Ticket publish(List<EventDraft> drafts) {
        return writer.publish(drafts);
    }

    List<Verdict> append(AuthorId peer, List<Bytes> runs, Terms terms, long now) {
        return sure(() -> writer.append(peer, runs, terms, now));
    }

    boolean addProof(ForkProof proof, long now) {
        return sure(() -> writer.addFork(proof, now));
    }

    Committed commit(long now) throws IOException {
        return writer.commit(now);
    }

    /** Why nothing is written any more; empty while all is well. */
    String problem() {
        return writer.problem();
    }

    /** How many events wait for their predecessor. */
    int waiting(long now) {
        return writer.expirePending(now);
    }

    int authors() {
        return book.authors();
    }

    /** True once it holds a run that lacks a payload. */
    boolean lacksPayloads() {
        return book.state("tributary").containsKey(Storage.LACKS_PAYLOADS);
    }

    /** Gives up the author's runs that end below {@code seq}, as retention does; the newest stays. */
    void prune(AuthorId author, long seq) {
        disk.prune(author, seq);
    }

    /** Deletes the payloads of the author's runs up to {@code untilSeq}. */
    void dropPayloads(AuthorId author, long untilSeq) {
        disk.dropPayloads(author, untilSeq);
    }

    long firstSeq(AuthorId author) {
        return book.firstSeq(author);
    }

    /** Why a log begins where it does. */
    LogStatus.Begin begin(AuthorId author) {
        return book.statuses().stream()
                .filter(log -> log.head().author().equals(author))
                .map(LogStatus::begin)
                .findFirst()
                .orElseThrow();
    }

    List<Bytes> runs(AuthorId author, long afterSeq, long untilSeq, int maxBytes, boolean packed) {
        return sure(() -> packed
                ? reader.carriedRuns(author, afterSeq, untilSeq, maxBytes)
                : reader.runs(author, afterSeq, untilSeq, maxBytes));
    }

    Optional<AuthorHead> head(AuthorId author) {
        return book.head(author).map(CountedHead::head);
    }

    long seq(AuthorId author) {
        return book.head(author).map(head -> head.head().seq()).orElse(0L);
    }

    OptionalLong cut(AuthorId author) {
        return book.cut(author);
    }

    /** The position of the newest event. */
    long position() {
        return book.position();
    }

    /** Author to head and the position of its last event. */
    Map<AuthorId, CountedHead> heads() {
        return new TreeMap<>(book.heads().heads());
    }

    List<ForkStatus> forks() {
        return book.forks();
    }

    SyncEngine.Freeze freeze(AuthorId author, long cut) {
        Optional<CountedHead> head = Optional.ofNullable(heads().get(author));
        return new SyncEngine.Freeze(
                author,
                cut,
                head.map(CountedHead::head),
                head.map(CountedHead::counter).orElse(0L));
    }

    Optional<ForkProof> proof(AuthorId author) {
        return sure(() -> reader.forkProof(author));
    }

    /** All events that are shown. */
    List<Event> everything() {
        List<Event> events = new ArrayList<>();
        heads().keySet().forEach(author -> events.addAll(events(author)));
        return events;
    }

    /** All events of an author that are shown. */
    List<Event> events(AuthorId author) {
        return sure(() -> reader.events(author, 0, Integer.MAX_VALUE));
    }
}
