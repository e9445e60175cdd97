package dev.tributary.agent.simulation;

import dev.tributary.agent.sync.SyncMessage;

/** One connection between two agents, until it is cut. Each direction is a {@link SimLine} of its own. */
final class SimLink {
    final long id;
    final SimAgent left;
    final SimAgent right;
    private final SimWorld world;
    private final SimLine toLeft;
    private final SimLine toRight;
    private boolean up = true;

    /**
     * What the way between two agents is like.
     *
     * @param delayMillis how long a byte travels
     * @param bytesPerSecond how many set out in a second, each way
     */
    record Quality(long delayMillis, long bytesPerSecond) {}

    SimLink(SimWorld world, long id, SimAgent left, SimAgent right, Quality quality) {
        this.world = world;
        this.id = id;
        this.left = left;
        this.right = right;
        this.toLeft = new SimLine(world, this, right, left, quality);
        this.toRight = new SimLine(world, this, left, right, quality);
    }

    void open() {
        left.opened(id, right.author);
        right.opened(id, left.author);
    }

    /** Takes a message for the other side. */
    void carry(SimAgent from, SyncMessage message) {
        (from == left ? toRight : toLeft).add(message);
    }

    boolean up() {
        return up;
    }

    /** From now on nothing that {@code from} says arrives, and neither side learns of it. */
    void silence(SimAgent from) {
        (from == left ? toRight : toLeft).silence();
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
