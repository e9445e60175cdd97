package dev.tributary.agent.simulation;

import dev.tributary.agent.sync.SyncMessage;
import java.util.List;

/** What an agent that does not keep to the rules makes of what it would say. */
interface Voice {
    /** What it says on {@code link} instead of {@code message}; nothing, that, or more. */
    List<SyncMessage> says(long link, SyncMessage message);

    /** False for what it does not listen to. */
    boolean hears(SyncMessage message);
}
