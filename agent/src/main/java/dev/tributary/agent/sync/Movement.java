package dev.tributary.agent.sync;

/**
 * When something last moved on a link, and when its sides should compare again because nothing does. Being told the
 * same once more is no movement, else two sides that cannot help each other would look busy for ever.
 */
final class Movement {
    /** How long the roots may differ in silence before all is compared again; doubles up to {@link #MAX_REPAIR}. */
    private static final long FIRST_REPAIR = 1_000;

    private static final long MAX_REPAIR = 60_000;

    private long movedAt;
    private long heardAt;
    private long repairAfter = FIRST_REPAIR;
    private long repairs;

    Movement(long now) {
        movedAt = now;
        heardAt = now;
    }

    /** An event came or went, or a head that is news. */
    void moved(long now) {
        movedAt = now;
        heardAt = now;
        repairAfter = FIRST_REPAIR;
    }

    /** What the other side holds has changed. That is no reason to leave off comparing, should the two still differ. */
    void grew(long now) {
        movedAt = now;
    }

    /** Something was said. In the first comparison of a link that is movement, too: it leads somewhere. */
    void heard(long now) {
        heardAt = now;
        if (repairs == 0) {
            movedAt = now;
        }
    }

    /** Both sides hold the same. */
    void equal(long now) {
        moved(now);
        repairs = 0;
    }

    /** The sides compare again; answers with how often they have since they were the same. */
    long repair(long now) {
        heardAt = now;
        repairAfter = Math.min(repairAfter * 2, MAX_REPAIR);
        return ++repairs;
    }

    /** When to compare again if nothing is said until then. */
    long repairDue() {
        return heardAt + repairAfter;
    }

    /** When something last moved. */
    long at() {
        return movedAt;
    }
}
