package dev.tributary.agent.bench;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * {@code bench sync} with several sources, or with a heap of its own for the receiver beside the default one.
 *
 * @param plan what is copied
 * @param peers how many agents hold them
 * @param heap the receiver's heap; empty for the default
 */
record SyncTable(FilledStore.Plan plan, int peers, Optional<String> heap) {
    int run(Repetitions repetitions) throws IOException {
        Figures figures = new Figures("sync_" + plan.authors() + "_authors_" + peers + "_peers");
        try (Scratch scratch = Scratch.create()) {
            Fleet fleet = Fleet.make(scratch, plan, peers);
            for (int run = 0; run < repetitions.count(); run++) {
                Fleet.CaughtUp usual = fleet.catchUp(peers, Optional.empty(), receiver -> List.of());
                figures.add("events_per_second", fleet.events() / usual.seconds(), "events/s");
                figures.add("receiver_rss_peak", usual.memory(), "MiB");
                if (heap.isPresent()) {
                    Fleet.CaughtUp small = fleet.catchUp(peers, heap, receiver -> List.of());
                    figures.add("events_per_second_heap", fleet.events() / small.seconds(), "events/s");
                    figures.add("receiver_rss_peak_heap", small.memory(), "MiB");
                    figures.add("slower", 100 * (small.seconds() / usual.seconds() - 1), "%");
                }
            }
        }
        repetitions.print(figures);
        return 0;
    }
}
