package dev.tributary.agent.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** In a full mesh without faults every event travels once to every agent, by itself and at once. */
class MeshPushTest {
    private static final int AGENTS = 10;
    private static final int EVENTS = 200;

    @Test
    void anEventCrossesAFullMeshInOneMessageForEachOtherAgent() {
        for (long seed = 0; seed < 3; seed++) {
            SimWorld world = new SimWorld(seed, AGENTS, Optional.empty());
            Random random = new Random(seed);
            for (int left = 0; left < AGENTS; left++) {
                for (int right = left + 1; right < AGENTS; right++) {
                    world.connect(left, right);
                }
            }
            world.clock.runUntil(world.clock.now() + 10_000);
            Carried carried = world.count();
            for (int i = 0; i < EVENTS; i++) {
                SimAgent writer = world.agents.get(random.nextInt(AGENTS));
                // One at a time: what falls into one force would share a message.
                world.clock.after(50L * i, () -> writer.publish(1));
            }
            world.clock.runUntil(world.clock.now() + 60_000);

            assertThat(carried.messages()).as("seed " + seed).isEqualTo((long) EVENTS * (AGENTS - 1));
            for (SimAgent agent : world.agents) {
                assertThat(agent.duplicates()).as("seed " + seed).isZero();
                assertThat(agent.inSyncWithAll()).as("seed " + seed).isTrue();
                assertThat(agent.store.position()).isEqualTo(EVENTS);
            }
        }
    }
}
