package dev.tributary.agent.replication;

import java.util.List;

/** The typed face of the sync verticle. Callable from any thread; nothing here blocks. */
public interface Replication {
    /** The peers with a link, sorted by key, as of a moment ago. */
    List<PeerSync> peers();

    /** Counters since start. */
    SyncCounters counters();
}
