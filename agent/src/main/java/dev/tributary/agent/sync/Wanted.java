package dev.tributary.agent.sync;

import dev.tributary.api.model.AuthorId;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What this agent wants to have from one peer.
 *
 * @param authors whose events; empty = everybody's. A list always holds the own key: an agent that was restored needs
 *     its own log back, and the proof that a peer has it all is over that log
 * @param live true when new events are to be pushed as they come; false to be told of heads and to ask
 * @param payloads false when events are wanted without their payloads
 */
public record Wanted(Optional<NavigableSet<AuthorId>> authors, boolean live, boolean payloads) {
    /** Everything, as it comes. */
    public static final Wanted ALL = new Wanted(Optional.empty(), true, true);

    public Wanted {
        authors = authors.map(TreeSet::new);
    }

    /** Only these authors, and {@code self}. */
    public static Wanted only(AuthorId self, Set<AuthorId> authors, boolean live) {
        NavigableSet<AuthorId> wanted = new TreeSet<>(authors);
        wanted.add(self);
        return new Wanted(Optional.of(wanted), live, true);
    }

    /** The same without payloads. */
    public Wanted headersOnly() {
        return new Wanted(authors, live, false);
    }

    /** True when the author's events are wanted. */
    public boolean has(AuthorId author) {
        return authors.map(wanted -> wanted.contains(author)).orElse(true);
    }
}
