package dev.tributary.agent.host;

import dev.tributary.api.plugin.EventFilter;
import dev.tributary.api.plugin.EventListener;
import dev.tributary.api.plugin.Registration;
import java.util.concurrent.Executor;

/**
 * Delivers durable events to a listener on an executor of its own: in order of position, without gap, one at a time,
 * with bounded memory however slow the listener is, and with at most one task in the executor at any time.
 */
@FunctionalInterface
public interface EventFeed {
    /** As {@link dev.tributary.api.plugin.EventReader#listen}, calling on {@code executor}. */
    Registration listen(EventFilter filter, long afterPosition, Executor executor, EventListener listener);
}
