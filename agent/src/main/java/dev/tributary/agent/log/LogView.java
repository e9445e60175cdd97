package dev.tributary.agent.log;

import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.EventHash;
import java.util.Optional;
import java.util.OptionalLong;

/** What {@link EventRules} must know of the log so far, appended events that are not forced yet included. */
public interface LogView {
    /** True when {@code author} may write here. An author that has a log here already stays admitted. */
    boolean admitted(AuthorId author);

    /** The last seq that a proven fork leaves valid; empty for an author without one. */
    OptionalLong cut(AuthorId author);

    /** The author's head, at the cut when there is more of the log; empty when nothing of the author is here. */
    Optional<AuthorHead> head(AuthorId author);

    /** The hash of an event that is here, empty otherwise. May read from disk: asked only about overlaps. */
    Optional<EventHash> hashAt(AuthorId author, long seq);
}
