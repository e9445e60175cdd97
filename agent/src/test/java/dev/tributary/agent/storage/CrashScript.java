package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.storage.TestStore.Kept;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.plugin.Arrival;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A scripted life of a store: founded, written to, closed, opened again, over several segments. Remembers every moment
 * after a call of the port, and what had been acknowledged by then.
 */
final class CrashScript {
    /** Small segments, so that a short life has many. */
    static final int SEGMENT = 2_048;

    /** A moment; {@code commits} were acknowledged by then, and {@code saves} indexes saved. */
    record Moment(String call, SimCrash crash, int commits, int saves) {}

    /** What is known once a commit is acknowledged. */
    record Known(long position, Map<String, Map<String, Bytes>> states) {}

    private final SimDisk disk = new SimDisk();
    private final SimIndex.Home indexes = new SimIndex.Home();
    private final List<Moment> moments = new ArrayList<>();
    private final List<Known> known = new ArrayList<>(List.of(new Known(0, Map.of())));
    private final Authors one = Authors.author(1);
    private final Authors two = Authors.author(2);
    private final Map<EventRef, Optional<Bytes>> payloads = new HashMap<>();
    private final List<Arrival> arrivals = new ArrayList<>();
    private Bytes storeId = Bytes.EMPTY;

    static final StorageOptions OPTIONS = new StorageOptions(
            Authors.signer(0),
            Optional.empty(),
            "test",
            AuthorPolicy.relayed(10),
            1024 * 1024,
            1_000,
            true,
            LogLimits.STANDARD,
            InstantSource.fixed(Instant.ofEpochMilli(TestStore.NOW)));

    static TestStore open(SimDisk disk, SimIndex.Home indexes) throws IOException {
        return new TestStore(OpenStore.open(disk, indexes, OPTIONS, SEGMENT, StorageMeter.NONE));
    }

    /** Lives that life once. */
    static CrashScript run() throws IOException {
        CrashScript script = new CrashScript();
        script.disk.afterCall(call -> script.moments.add(
                new Moment(call, script.disk.point(), script.known.size() - 1, script.indexes.saves())));
        for (int life = 0; life < 3; life++) {
            script.live(life);
        }
        assertThat(script.disk.names()).anyMatch(name -> name.startsWith("merged-"));
        return script;
    }

    private void live(int life) throws IOException {
        TestStore store = open(disk, indexes);
        storeId = store.open().store().storeId();
        acknowledged(store);
        for (int i = 0; i < 4; i++) {
            commit(store, writer -> writer.publish(List.of(EventDraft.text("test.own", "one"))));
            commit(
                    store,
                    writer -> writer.append(TestStore.PEER, List.of(encodedInSpace(store, one, 2)), TestStore.NOW));
            int number = i;
            commit(
                    store,
                    writer -> writer.putState("plugin", "key", Optional.of(Bytes.utf8("value " + life + number))));
            commit(store, writer -> {
                writer.publish(List.of(EventDraft.text("test.own", "x".repeat(300 * number))));
                writer.append(TestStore.PEER, List.of(encodedInSpace(store, two, 1)), TestStore.NOW);
                writer.publish(List.of(EventDraft.text("test.own", "three")));
            });
            commit(
                    store,
                    writer -> writer.publish(
                            List.of(EventDraft.text("test.own", "value " + life + number + "y".repeat(100 * number))),
                            List.of(new StoreRecord.NewState(
                                    "sink", "place", Optional.of(Bytes.utf8(life + "." + number))))));
            store.tidy();
            note(store);
            delete(store, life, i);
        }
        arrivals.clear();
        arrivals.addAll(store.reader().arrivals(0, 10_000));
        store.close();
    }

    private void note(TestStore store) throws IOException {
        for (Arrival arrival : store.reader().arrivals(0, 10_000)) {
            payloads.putIfAbsent(arrival.event().ref(), arrival.event().payload());
        }
    }

    /** Two payloads at a time, one of them new, and all that it takes until they have left the disk. */
    private void delete(TestStore store, int life, int i) throws IOException {
        AuthorId own = Authors.signer(0).author();
        long newest = store.book().head(own).orElseThrow().head().seq();
        if (i % 2 == 1) {
            commit(store, writer -> {
                writer.deletePayload(own, newest);
                writer.deletePayload(one.id(), 1 + 3L * life + i);
            });
            store.tidy();
            Optional<Bytes> mark = store.open().store().takeMark();
            commit(store, writer -> writer.putState(Fencing.OWNER, Scrub.KEY, mark));
            store.tidy();
        }
    }

    private static Bytes encodedInSpace(TestStore store, Authors author, int count) {
        return author.in(store.open().space()).encoded(count);
    }

    /** Part of a script. */
    interface Step {
        void run(LogWriter writer) throws IOException;
    }

    private void commit(TestStore store, Step step) throws IOException {
        step.run(store.writer());
        store.writer().commit(TestStore.NOW);
        acknowledged(store);
    }

    private void acknowledged(TestStore store) {
        known.add(new Known(store.book().position(), store.book().states()));
    }

    List<Moment> moments() {
        return moments;
    }

    SimIndex.Home indexes() {
        return indexes;
    }

    Bytes storeId() {
        return storeId;
    }

    /** What must be there when {@code commits} were acknowledged. */
    Known least(int commits) {
        return known.get(commits);
    }

    /** What may be there then: the commit under way may have reached the disk. */
    Known most(int commits) {
        return known.get(Math.min(commits + 1, known.size() - 1));
    }

    /** All events, with the payloads that are not deleted in {@code store}. */
    List<Kept> events(TestStore store) {
        return arrivals.stream()
                .map(arrival -> new Kept(
                        arrival.position(),
                        arrival.event().hash(),
                        payload(store, arrival.event().ref())))
                .toList();
    }

    private Optional<Bytes> payload(TestStore store, EventRef event) {
        return store.book().deleted().contains(event.author(), event.seq())
                ? Optional.empty()
                : payloads.getOrDefault(event, Optional.empty());
    }

    /** What was deleted by the end, and is so in {@code store}, as it was before. */
    List<Bytes> deleted(TestStore store) {
        return payloads.entrySet().stream()
                .filter(event -> payload(store, event.getKey()).isEmpty())
                .flatMap(event -> event.getValue().stream())
                .toList();
    }
}
