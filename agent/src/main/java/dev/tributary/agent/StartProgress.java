package dev.tributary.agent;

import dev.tributary.agent.storage.StorageMeter;

/** How far the start is, for who asks before the agent can answer. Safe from any thread. */
final class StartProgress implements StorageMeter {
    private volatile String text = "its store is being opened.";

    @Override
    public void read(long bytes, long total) {
        text = "its index is made anew, " + 100 * bytes / Math.max(1, total) + " % of the store is read.";
    }

    /** The rest of a sentence that begins with "The agent is starting:". */
    String text() {
        return text;
    }
}
