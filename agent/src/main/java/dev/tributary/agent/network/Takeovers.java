package dev.tributary.agent.network;

/**
 * How often in a row the link to one peer was taken over by a newer one with the same keys. Once or twice is a link
 * that had died unseen. More is two agents with one key, each of which dials until the link is its own. Pure.
 */
final class Takeovers {
    /** So many in a row are no accident. */
    static final int OFTEN = 3;

    /** What goes on is said again after so long. */
    static final long AGAIN_MILLIS = 300_000;

    private int inRow;
    private long lastAt;
    private boolean told;
    private long toldAt;

    /** One more. True when it should be said. */
    boolean count(long now, Backoff dial) {
        inRow = inRow(now, dial) + 1;
        lastAt = now;
        if (inRow < OFTEN || (told && now - toldAt < AGAIN_MILLIS)) {
            return false;
        }
        told = true;
        toldAt = now;
        return true;
    }

    /**
     * How many there were without a pause in which two agents would both have dialled again; {@code dial} is how they
     * wait.
     */
    int inRow(long now, Backoff dial) {
        return inRow > 0 && now - lastAt >= 3 * dial.maxMillis() ? 0 : inRow;
    }

    /** True while links come and go so often that each of them is not worth a line. */
    boolean often(long now, Backoff dial) {
        return inRow(now, dial) >= OFTEN;
    }
}
