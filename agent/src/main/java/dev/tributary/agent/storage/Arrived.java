package dev.tributary.agent.storage;

/**
 * Events of one stored run that were stored next to each other.
 *
 * @param run the whole run
 * @param index the index of the first of them in the run
 * @param count how many
 */
public record Arrived(StoredRun run, int index, int count) {
    /** The position of the first. */
    public long firstPosition() {
        return run.position(index);
    }

    /** The position of the last. */
    public long lastPosition() {
        return firstPosition() + count - 1;
    }
}
