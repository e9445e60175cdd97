package dev.tributary.agent.simulation;

import dev.tributary.agent.sync.SyncMessage;
import java.util.function.UnaryOperator;

/** One connection between two agents: in order, with a delay, until it is cut. */
final class SimLink {
    final long id;
    final SimAgent left;
    final SimAgent right;
    private final SimWorld world;
    private final long delay;
    private long leftClear;
    private long rightClear;
    private boolean up = true;

    SimLink(SimWorld world, long id, SimAgent left, SimAgent right, long delay) {
        this.world = world;
        this.id = id;
        this.left = left;
        this.right = right;
        this.delay = delay;
    }

    void open() {
        left.opened(id, right.author);
        right.opened(id, left.author);
    }

    /** Carries a message to the other side; {@code lie} may change what a liar says. */
    void carry(SimAgent from, SyncMessage message, UnaryOperator<SyncMessage> lie) {
        SimAgent to = from == left ? right : left;
        long arrival = world.clock.now() + delay + world.jitter();
        if (to == left) {
            arrival = leftClear = Math.max(arrival, leftClear);
        } else {
            arrival = rightClear = Math.max(arrival, rightClear);
        }
        SyncMessage told = lie.apply(message);
        world.clock.after(arrival - world.clock.now(), () -> {
            if (up) {
                to.received(id, told);
            }
        });
    }

    boolean up() {
        return up;
    }

    /** Cuts the connection: what is on its way is lost, both sides learn of it a little later. */
    void cut() {
        if (up) {
            up = false;
            world.clock.after(world.jitter(), () -> left.closed(id));
            world.clock.after(world.jitter(), () -> right.closed(id));
        }
    }
}
