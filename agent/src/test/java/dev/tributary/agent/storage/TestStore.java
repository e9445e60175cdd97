package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.Verdict;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.plugin.Arrival;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A store with short ways to write to it. */
final class TestStore {
    static final long NOW = 5_000;
    static final AuthorId PEER = Authors.signer(9_999).author();

    private final OpenStore open;
    private final StoreReader reader;

    TestStore(OpenStore open) {
        this.open = open;
        this.reader = open.reader();
    }

    static StorageOptions options() {
        return options(AuthorPolicy.relayed(100), 1024 * 1024);
    }

    static StorageOptions options(AuthorPolicy policy, int segmentBytes) {
        return options(0, policy, segmentBytes, InstantSource.fixed(Instant.ofEpochMilli(NOW)));
    }

    /** With the signer of this number and a clock. */
    static StorageOptions options(int signer, InstantSource clock) {
        return options(signer, AuthorPolicy.relayed(100), 1024 * 1024, clock);
    }

    private static StorageOptions options(int signer, AuthorPolicy policy, int segmentBytes, InstantSource clock) {
        return new StorageOptions(
                Authors.signer(signer),
                Optional.of(Authors.SPACE),
                "test",
                policy,
                segmentBytes,
                1_000,
                true,
                LogLimits.STANDARD,
                clock);
    }

    /** Opens a store on a disk in memory, with an index that never survives. */
    static TestStore open(SimDisk files) throws IOException {
        return open(files, options());
    }

    static TestStore open(SimDisk files, StorageOptions options) throws IOException {
        return new TestStore(OpenStore.open(files, MapDbIndex.inMemory(), options, StorageMeter.NONE));
    }

    OpenStore open() {
        return open;
    }

    LogWriter writer() {
        return open.writer();
    }

    StoreReader reader() {
        return reader;
    }

    LogBook book() {
        return open.book();
    }

    /** Publishes one event after the other, each in a commit of its own. */
    List<EventRef> publish(int count) throws IOException {
        List<EventRef> refs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Ticket ticket = writer().publish(List.of(EventDraft.text("test.own", "event " + i)));
            writer().commit(NOW);
            refs.addAll(ticket.refs());
        }
        return refs;
    }

    /** Appends one encoded run in a commit of its own. */
    Verdict append(Bytes run) throws IOException {
        Verdict verdict = writer().append(PEER, List.of(run), NOW).get(0);
        writer().commit(NOW);
        return verdict;
    }

    /** Does all that can wait. */
    void tidy() throws IOException {
        for (int i = 0; open.store().tidy(); i++) {
            assertThat(i).as("it comes to an end").isLessThan(100_000);
        }
    }

    /** All that a reader can see, as one value to compare. */
    List<Object> seen() throws IOException {
        List<Object> seen = new ArrayList<>();
        HeadsView heads = book().heads();
        seen.add(heads);
        seen.add(book().statuses());
        seen.add(book().forks());
        seen.add(book().states());
        seen.add(reader.arrivals(0, 10_000));
        for (AuthorId author : heads.heads().keySet().stream().sorted().toList()) {
            seen.add(reader.runs(author, 0, Long.MAX_VALUE, Integer.MAX_VALUE));
            seen.add(reader.events(author, 0, 10_000));
        }
        return seen;
    }

    /** What consolidation keeps of an event: all but the signatures inside a run. */
    record Kept(long position, EventHash hash, Optional<Bytes> payload) {
        static List<Kept> of(List<Arrival> arrivals) {
            return arrivals.stream()
                    .map(arrival -> new Kept(
                            arrival.position(),
                            arrival.event().hash(),
                            arrival.event().payload()))
                    .toList();
        }
    }

    void close() throws IOException {
        open.close();
    }
}
