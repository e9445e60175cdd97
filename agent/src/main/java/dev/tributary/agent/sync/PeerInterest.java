package dev.tributary.agent.sync;

import dev.tributary.agent.sync.SyncMessage.Interest;
import dev.tributary.api.model.AuthorId;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/** What a peer has said that it wants. A long list comes in several messages and counts once the last is here. */
final class PeerInterest {
    private final int mostAuthors;
    private Optional<NavigableSet<AuthorId>> authors = Optional.empty();
    private final NavigableSet<AuthorId> coming = new TreeSet<>();
    private boolean known;
    private boolean pushOwn;
    private boolean payloads = true;

    PeerInterest(int mostAuthors) {
        this.mostAuthors = mostAuthors;
    }

    /** Answers with the complaint when the peer names too many. */
    Optional<String> take(Interest message) {
        pushOwn = message.has(Interest.PUSH_OWN);
        if (message.has(Interest.KEEP)) {
            return Optional.empty();
        }
        message.authors().ifPresent(coming::addAll);
        if (coming.size() > mostAuthors) {
            return Optional.of("it is interested in more than " + mostAuthors + " authors by name");
        }
        if (!message.has(Interest.MORE)) {
            known = true;
            payloads = message.payloads();
            authors = message.authors().map(last -> new TreeSet<>(coming));
            coming.clear();
        }
        return Optional.empty();
    }

    /** True once the peer has said what it wants. */
    boolean known() {
        return known;
    }

    /** Whose heads it wants to hear of; empty = everybody's. */
    Optional<NavigableSet<AuthorId>> authors() {
        return authors;
    }

    boolean has(AuthorId author) {
        return authors.map(wanted -> wanted.contains(author)).orElse(true);
    }

    /** False when it wants events without their payloads. */
    boolean payloads() {
        return payloads;
    }

    /** True when it wants our own log pushed. */
    boolean pushOwn() {
        return pushOwn;
    }
}
