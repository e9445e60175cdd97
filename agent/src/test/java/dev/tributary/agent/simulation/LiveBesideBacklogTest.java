package dev.tributary.agent.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.simulation.SimLink.Quality;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** On a narrow link what is written now does not wait for what was written long ago. */
class LiveBesideBacklogTest {
    private static final Quality CABLE = new Quality(1, 50_000_000);
    private static final Quality MODEM = new Quality(300, 8_000);
    private static final int EVENTS = 100;

    /** The longest time from publishing to the reader's disk, in milliseconds. */
    private static long longest(SimWorld world, SimAgent writer, SimAgent reader) {
        long before = writer.store.seq(writer.author);
        List<Long> published = new ArrayList<>();
        for (int event = 0; event < EVENTS; event++) {
            world.clock.after(200L * event, () -> {
                published.add(world.clock.now());
                writer.publish(1);
            });
        }
        long longest = 0;
        long heard = before;
        while (heard < before + EVENTS) {
            assertThat(world.clock.now()).isLessThan(3_600_000);
            world.clock.runUntil(world.clock.now() + 10);
            for (; heard < reader.store.seq(writer.author); heard++) {
                longest = Math.max(longest, world.clock.now() - published.get((int) (heard - before)));
            }
        }
        return longest;
    }

    /** Three agents: the last is linked to the first, which holds {@code runs} runs of the second, by a modem. */
    private static SimWorld world(int runs, int own) {
        SimWorld world = new SimWorld(7, 3, Optional.empty());
        world.connect(0, 1, CABLE);
        for (int run = 0; run < runs; run++) {
            world.agents.get(1).publish(16);
            world.clock.runUntil(world.clock.now() + 20);
        }
        for (int run = 0; run < own; run++) {
            world.agents.get(0).publish(16);
            world.clock.runUntil(world.clock.now() + 20);
        }
        world.clock.runUntil(world.clock.now() + 10_000);
        world.connect(0, 2, MODEM);
        return world;
    }

    @Test
    void liveEventsDoNotWaitForTheBacklogOfOthers() {
        SimWorld world = world(800, 1);
        SimAgent writer = world.agents.get(0);
        SimAgent reader = world.agents.get(2);
        SimAgent other = world.agents.get(1);
        world.clock.runUntil(world.clock.now() + 5_000);

        assertThat(longest(world, writer, reader)).isLessThan(2_000);
        assertThat(reader.store.seq(other.author))
                .as("there was a backlog all the time")
                .isBetween(1L, other.store.seq(other.author) - 1);
        assertThat(reader.duplicates()).isZero();
    }

    @Test
    void theLiveAuthorsOwnBacklogComesBeforeThatOfOthers() {
        SimWorld world = world(800, 10);
        SimAgent writer = world.agents.get(0);
        SimAgent reader = world.agents.get(2);
        long due = world.clock.now() + 10_000;
        while (reader.store.seq(writer.author) < writer.store.seq(writer.author)) {
            assertThat(world.clock.now())
                    .as("its own log is a small part of all")
                    .isLessThan(due);
            world.clock.runUntil(world.clock.now() + 50);
        }
        assertThat(longest(world, writer, reader)).isLessThan(2_000);
        assertThat(reader.duplicates()).isZero();
    }
}
