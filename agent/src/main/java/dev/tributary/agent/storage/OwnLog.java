package dev.tributary.agent.storage;

import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.plugin.PublishException;
import java.util.Optional;

/** Whether own events may be signed now, and who hears how far the own log has come. The writer's thread asks. */
public interface OwnLog {
    /** No fence: always signs. */
    OwnLog FREE = new OwnLog() {};

    /** True while what is published waits, unsigned. */
    default boolean holds() {
        return false;
    }

    /** Why nothing that is published is even kept waiting; empty otherwise. */
    default Optional<PublishException> refusal() {
        return Optional.empty();
    }

    /** The own log is durable up to here; told before any publisher is. */
    default void reached(AuthorHead head) {}

    /** An own event came from a peer. */
    default void arrived(AuthorId peer) {}
}
