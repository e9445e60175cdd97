package dev.tributary.agent.host;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.SpaceId;
import dev.tributary.api.plugin.EventPublisher;
import dev.tributary.api.plugin.EventReader;
import java.util.Objects;

/**
 * What the agent lends to its plugins. Nothing here may block; stages may complete on any thread, the host moves the
 * answers away from it before a plugin sees them.
 *
 * @param author whose log the agent writes
 * @param space the space it takes part in
 * @param events where plugins publish
 * @param reader where they read
 * @param feed what calls their listeners, each on its plugin's thread
 * @param states where their state is kept, under their ids
 */
public record PluginServices(
        AuthorId author, SpaceId space, EventPublisher events, EventReader reader, EventFeed feed, StateStore states) {
    public PluginServices {
        Objects.requireNonNull(author, "author");
        Objects.requireNonNull(space, "space");
        Objects.requireNonNull(events, "events");
        Objects.requireNonNull(reader, "reader");
        Objects.requireNonNull(feed, "feed");
        Objects.requireNonNull(states, "states");
    }
}
