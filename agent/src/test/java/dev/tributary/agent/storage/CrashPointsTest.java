package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.storage.CrashScript.Known;
import dev.tributary.agent.storage.CrashScript.Moment;
import dev.tributary.agent.storage.TestStore.Kept;
import dev.tributary.api.model.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/**
 * Every moment in the life of a store as the one in which the power fails or the process dies: what was acknowledged is
 * there, nothing is torn, and life goes on. {@code -Dtributary.crash.seeds=N} tries N times as many outcomes.
 */
class CrashPointsTest {
    private static final int TIMES = Integer.getInteger("tributary.crash.seeds", 1);

    private final CrashScript script = CrashScript.run();
    private final Map<Key, VerifyReport> verified = new HashMap<>();
    private final Set<Key> unlike = new HashSet<>();
    private long states;
    private long erased;

    CrashPointsTest() throws IOException {}

    @Test
    void whateverAPowerCutLeavesIsRecovered() throws IOException {
        for (Moment moment : script.moments()) {
            int outcomes = moment.crash().chance() == 0
                    ? 1
                    : 20 + 6 * Math.min(500, moment.crash().chance());
            for (int seed = 0; seed < outcomes * TIMES; seed++) {
                Random random = new Random(seed);
                Map<String, byte[]> left = moment.crash().some(random);
                SimDisk disk = SimDisk.with(left);
                if (unlike.add(key(disk)) || seed % 32 == 0) {
                    recovers(moment, disk, index(moment, random));
                }
                if (seed % 128 == 0) {
                    recoversAfterACrashInRecovery(moment, left, random);
                }
            }
        }
        int moments = script.moments().size();
        System.out.println(
                "power cut: " + states + " states, " + unlike.size() + " unlike, of " + moments + " moments");
        assertThat(unlike.size()).isGreaterThan(100_000);
        assertThat(erased).isPositive();
    }

    @Test
    void whatIsSeenAfterTheProcessDiedSurvivesAPowerCut() throws IOException {
        for (Moment moment : script.moments()) {
            for (int seed = 0; seed < 20 * TIMES; seed++) {
                Random random = new Random(seed);
                SimDisk disk = SimDisk.alive(moment.crash());
                TestStore store = CrashScript.open(disk, index(moment, random));
                long seen = store.book().position();
                if (seed % 2 == 0) {
                    seen = seen + store.publish(1).size();
                }
                List<Object> before = store.seen();
                disk.crash(random);
                TestStore after = CrashScript.open(disk, new SimIndex.Home());
                assertThat(after.seen())
                        .as("after %s, seed %d", moment.call(), seed)
                        .isEqualTo(before);
                assertThat(after.book().position()).isEqualTo(seen);
                states += 2;
            }
        }
        System.out.println("death of a process, then a power cut: " + states + " states");
    }

    /** The saved index as a crash may leave it: the newest, an older one, or none that can be read. */
    private SimIndex.Home index(Moment moment, Random random) {
        return script.indexes().with(Math.max(0, moment.saves() - random.nextInt(3)));
    }

    private void recovers(Moment moment, SimDisk disk, SimIndex.Home indexes) throws IOException {
        states++;
        unlike.add(key(disk));
        if (states % 128 == 0 && moment.commits() > 0) {
            assertThat(Verify.check(disk, (done, total) -> {}).problems()).isEmpty();
        }
        TestStore store = CrashScript.open(disk, indexes);
        isWhole(moment, store);
        Key after = key(disk);
        boolean readAll = !verified.containsKey(after) || states % 4 == 0;
        if (readAll && store.open().store().storeId().equals(script.storeId())) {
            assertThat(Kept.of(store.reader().arrivals(0, 10_000)))
                    .isEqualTo(
                            script.events(store).subList(0, (int) store.book().position()));
        }
        VerifyReport report = verified.computeIfAbsent(after, key -> verify(disk));
        assertThat(report.problems()).isEmpty();
        assertThat(report.unacknowledged())
                .as("at most zeros written ahead")
                .isLessThanOrEqualTo(CrashScript.SEGMENT / 4);
        long position = store.book().position();
        assertThat(report.events()).isEqualTo(position);
        if (states % 32 == 0) {
            goesOn(store, disk, indexes);
        }
        if (states % 512 == 1) {
            erasesWhatWasDeleted(disk);
        }
    }

    private void erasesWhatWasDeleted(SimDisk disk) throws IOException {
        TestStore store = CrashScript.open(disk, new SimIndex.Home());
        for (int i = 0; i < 3; i++) {
            store.tidy();
            Optional<Bytes> mark = store.open().store().takeMark();
            mark.ifPresent(value -> store.writer().putState(Fencing.OWNER, Scrub.KEY, mark));
            store.writer().commit(TestStore.NOW);
        }
        for (Bytes payload : script.deleted(store)) {
            assertThat(DeletedPayloadsTest.isOnDisk(disk, payload)).isFalse();
            erased++;
        }
        store.close();
    }

    private void isWhole(Moment moment, TestStore store) throws IOException {
        Known least = script.least(moment.commits());
        Known most = script.most(moment.commits());
        if (!store.open().store().storeId().equals(script.storeId())) {
            assertThat(moment.commits()).as("another store was founded").isZero();
            return;
        }
        long position = store.book().position();
        assertThat(position).as(moment.call()).isBetween(least.position(), Math.max(1, most.position()));
        assertThat(ofOthers(store.book().states())).isIn(ofOthers(least.states()), ofOthers(most.states()));
        Map<String, Bytes> own = store.book().state(Fencing.OWNER);
        assertThat(own.keySet()).containsAll(own(least).keySet());
        own.forEach((key, value) ->
                assertThat(value).as(key).isIn(own(least).get(key), own(most).get(key)));
        assertThat(own.containsKey(DeletedPayloads.LACKING)
                        || store.book().deleted().count() == 0)
                .as("no payload goes before it is known that some may be missing")
                .isTrue();
        boolean published = position == most.position();
        boolean set = store.book().state("sink").equals(most.states().get("sink"));
        boolean together =
                !Objects.equals(least.states().get("sink"), most.states().get("sink"));
        assertThat(!together || published == set)
                .as("events and the values set with them, after %s", moment.call())
                .isTrue();
    }

    private static Map<String, Bytes> own(Known known) {
        return known.states().getOrDefault(Fencing.OWNER, Map.of());
    }

    /** Of the agent's own values a torn commit may have left some. */
    private static Map<String, Map<String, Bytes>> ofOthers(Map<String, Map<String, Bytes>> states) {
        Map<String, Map<String, Bytes>> others = new HashMap<>(states);
        others.remove(Fencing.OWNER);
        return others;
    }

    private static void goesOn(TestStore store, SimDisk disk, SimIndex.Home indexes) throws IOException {
        long position = store.book().position();
        store.publish(1);
        assertThat(store.book().position()).isEqualTo(position + 1);
        List<Object> seen = store.seen();
        store.close();
        TestStore again = CrashScript.open(disk, indexes);
        assertThat(again.seen()).isEqualTo(seen);
        List<Object> saved = indexes.newest().content();
        SimIndex.Home none = new SimIndex.Home();
        TestStore rebuilt = CrashScript.open(disk, none);
        assertThat(rebuilt.seen()).isEqualTo(seen);
        assertThat(none.newest().content()).isEqualTo(saved);
    }

    private void recoversAfterACrashInRecovery(Moment moment, Map<String, byte[]> left, Random random)
            throws IOException {
        SimDisk disk = SimDisk.with(left);
        List<SimCrash> points = new ArrayList<>();
        disk.afterCall(call -> points.add(disk.point()));
        CrashScript.open(disk, index(moment, random));
        for (SimCrash point : points) {
            for (int i = 0; i < 3; i++) {
                recovers(moment, SimDisk.with(point.some(random)), index(moment, random));
            }
        }
    }

    private static VerifyReport verify(SimDisk disk) {
        try {
            return Verify.check(disk, (done, total) -> {});
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Two checksums and a size in place of the content. */
    private record Key(long first, long second, long size) {}

    private static Key key(SimDisk disk) {
        CRC32C first = new CRC32C();
        CRC32 second = new CRC32();
        long size = 0;
        for (Map.Entry<String, byte[]> file : disk.contents().entrySet()) {
            byte[] name = file.getKey().getBytes(StandardCharsets.UTF_8);
            first.update(name);
            second.update(name);
            first.update(file.getValue());
            second.update(file.getValue());
            size = 31 * size + file.getValue().length;
        }
        return new Key(first.getValue(), second.getValue(), size);
    }
}
