package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.Run;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.plugin.Arrival;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Random stores with random damage, mended by a peer with other runs, with stops between.
 * {@code -Dtributary.repair.seeds} says how many, {@code -Dtributary.repair.from} the first.
 */
class RepairSeedsTest {
    private static final int SEEDS = Integer.getInteger("tributary.repair.seeds", 150);
    private static final int FROM = Integer.getInteger("tributary.repair.from", 1);

    @Test
    void everyDamagedStoreIsWholeAgain() throws IOException {
        for (int seed = FROM; seed < FROM + SEEDS; seed++) {
            try {
                new Life(seed).run();
            } catch (IOException | RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    /** One store. */
    private static final class Life {
        private final int seed;
        private final Random random;
        private final RunCodec codec = new RunCodec(LogLimits.STANDARD);
        private final SimDisk disk = new SimDisk();
        private SimIndex.Home indexes = new SimIndex.Home();
        private final int runs;
        private final int segment;
        private final List<List<Run>> written = new ArrayList<>();
        private Set<EventHash> truth = Set.of();

        Life(int seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.runs = 10 + random.nextInt(120);
            // No more of them in all than may be written as one: else a run may find no room.
            this.segment = 1_000 + runs * (130 + random.nextInt(200));
        }

        void run() throws IOException {
            fill();
            damage();
            TestStore peer = peer();
            for (int stops = random.nextInt(4); stops > 0; stops--) {
                TestStore store = open();
                Healing.begin(store, peer, 1 + random.nextInt(5_000), random.nextInt(4));
                store.close();
            }
            TestStore store = open();
            Healing.heal(store, peer);
            // What a torn end has lost is not known to be missing: it comes as what is new does.
            for (List<Run> log : written) {
                AuthorId author = log.isEmpty() ? TestStore.PEER : log.get(0).author();
                for (Bytes run : peer.reader().runs(author, 0, Long.MAX_VALUE, Integer.MAX_VALUE)) {
                    store.append(run);
                }
            }
            Healing.heal(store, peer);
            isWhole(store);
            store.close();
            assertThat(Verify.check(disk, (done, total) -> {}).problems())
                    .as("seed %s", seed)
                    .isEmpty();
            TestStore again = open();
            isWhole(again);
            again.close();
        }

        private TestStore open() throws IOException {
            indexes = random.nextBoolean() ? indexes : new SimIndex.Home();
            return new TestStore(OpenStore.open(disk, indexes, TestStore.options(), segment, StorageMeter.NONE));
        }

        private void fill() throws IOException {
            TestStore store = open();
            int authors = 1 + random.nextInt(4);
            List<Authors> writers = new ArrayList<>();
            for (int author = 1; author <= authors; author++) {
                writers.add(Authors.author(author));
                written.add(new ArrayList<>());
            }
            for (int i = 0; i < runs; i++) {
                int author = random.nextInt(authors);
                Run run = writers.get(author).run(1 + random.nextInt(6)).run();
                written.get(author).add(run);
                store.append(run.encoded());
                if (random.nextInt(20) == 0) {
                    store.tidy();
                }
            }
            truth = hashes(store.reader().arrivals(0, 100_000));
            store.close();
        }

        private void damage() throws IOException {
            List<String> names = disk.names().stream()
                    .filter(name -> SegmentName.parse(name).isPresent())
                    .toList();
            int times = 1 + random.nextInt(5);
            for (int i = 0; i < times; i++) {
                String name = names.get(random.nextInt(names.size()));
                if (disk.names().contains(name)) {
                    int size = disk.bytes(name).length;
                    int from = random.nextInt(size);
                    switch (random.nextInt(3)) {
                        case 0 -> Healing.damage(disk, name, from, from + 1, 1);
                        case 1 -> Healing.damage(disk, name, from, from + random.nextInt(size), 70);
                        default -> lose(name, names);
                    }
                }
            }
        }

        private void lose(String name, List<String> names) throws IOException {
            if (!name.equals(names.get(names.size() - 1)) && !name.equals(newest())) {
                disk.delete(name);
            }
        }

        private String newest() throws IOException {
            return SegmentTable.read(disk).newest().fileName();
        }

        private TestStore peer() throws IOException {
            TestStore peer = new TestStore(OpenStore.open(
                    new SimDisk(), new SimIndex.Home(), TestStore.options(), segment, StorageMeter.NONE));
            for (List<Run> log : written) {
                for (int next = 0; next < log.size(); ) {
                    int last = Math.min(log.size(), next + 1 + random.nextInt(8));
                    peer.append(codec.joined(log.subList(next, last)).encoded());
                    next = last;
                }
            }
            return peer;
        }

        private static Set<EventHash> hashes(List<Arrival> arrivals) {
            return arrivals.stream().map(arrival -> arrival.event().hash()).collect(Collectors.toSet());
        }

        /** All events are there; each has one position, in the order of its log, and is found by it. */
        private void isWhole(TestStore store) throws IOException {
            assertThat(store.open().store().repairs().orElseThrow().wanted())
                    .as("seed %s", seed)
                    .isEmpty();
            List<Arrival> all = store.reader().arrivals(0, 100_000);
            Set<EventHash> missing = new HashSet<>(truth);
            missing.removeAll(hashes(all));
            assertThat(missing).as("seed %s", seed).isEmpty();
            Map<AuthorId, Long> last = new HashMap<>();
            long position = 0;
            for (Arrival arrival : all) {
                assertThat(arrival.position()).as("seed %s", seed).isGreaterThan(position);
                assertThat(store.reader().arrivals(position, 1).get(0).event().hash())
                        .as("seed %s, after %s", seed, position)
                        .isEqualTo(arrival.event().hash());
                position = arrival.position();
                long before = last.getOrDefault(arrival.event().author(), 0L);
                assertThat(arrival.event().seq()).as("seed %s", seed).isEqualTo(before + 1);
                last.put(arrival.event().author(), before + 1);
            }
            assertThat(store.book().events()).as("seed %s", seed).isEqualTo(all.size());
            for (AuthorId author : last.keySet()) {
                assertThat(store.reader().events(author, 0, 100_000))
                        .as("seed %s", seed)
                        .hasSize(last.get(author).intValue());
            }
        }
    }
}
