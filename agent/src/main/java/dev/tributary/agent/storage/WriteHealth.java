package dev.tributary.agent.storage;

/**
 * Who may write: everybody, this agent only, nobody until there is space, or nobody until a restart. A disk that fills
 * up refuses the logs of others first, so that what this agent has to say still finds its place, and stops before the
 * last bytes are gone, since the index and the files of hashes need some too. Safe from any thread; the writer changes
 * it.
 */
final class WriteHealth {
    /** With less space than this, runs from peers are refused. */
    static final long OTHERS_BYTES = 32L * 1024 * 1024;

    /** With less space than this, nothing is written. */
    static final long OWN_BYTES = 8L * 1024 * 1024;

    /** Space has to come back by this much more than what was too little, so that it does not go to and fro. */
    private static final long MARGIN = 4L * 1024 * 1024;

    /** What may be written. */
    enum State {
        /** Everything. */
        GOOD,
        /** Own events only. */
        OWN_ONLY,
        /** Nothing, until there is space. */
        FULL,
        /** Nothing, until the agent is started again. */
        FAILED
    }

    private record Now(State state, String problem) {}

    private volatile Now now = new Now(State.GOOD, "");
    private long wanted;

    /** What may be written. */
    State state() {
        return now.state();
    }

    /** One sentence about why nothing is written; empty while own events are. */
    String problem() {
        return now.state() == State.OWN_ONLY ? "" : now.problem();
    }

    /** One sentence about why runs of others are not taken; empty while they are. */
    String othersProblem() {
        return now.problem();
    }

    /** Takes notice of how much space there is. */
    synchronized void look(long freeBytes) {
        State before = now.state();
        if (before == State.FAILED || (before == State.FULL && freeBytes < OWN_BYTES + wanted + MARGIN)) {
            return;
        }
        long enough = before == State.GOOD ? OTHERS_BYTES : OTHERS_BYTES + MARGIN;
        if (freeBytes >= enough) {
            now = new Now(State.GOOD, "");
        } else if (before != State.OWN_ONLY) {
            now = new Now(
                    State.OWN_ONLY,
                    "The disk is nearly full: events of other agents are not stored until there is more space.");
        }
    }

    /** A commit of {@code bytes} found no space. */
    synchronized void full(long bytes) {
        wanted = bytes;
        now = new Now(
                State.FULL,
                "The disk is full: nothing is stored until there is space, then this agent goes on by itself.");
    }

    /** A write or force failed. */
    synchronized void failed(Exception failure) {
        now = new Now(
                State.FAILED,
                "Writing to the store failed (" + failure.getMessage()
                        + "): this agent only reads from now on. Check the disk, then start it again.");
    }
}
