package dev.tributary.agent.sync;

import dev.tributary.agent.sync.SyncMessage.Root;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import java.util.NavigableSet;
import org.jspecify.annotations.Nullable;

/**
 * The authors of whom both ends of a link want to hear, when that is not everybody: the proof of sync of that link is
 * over their heads only. Kept up to date by {@link OwnHeads#watch}.
 */
final class Scope {
    private final NavigableSet<AuthorId> authors;
    private final HeadsDigest digest = new HeadsDigest();
    private @Nullable Root root;

    Scope(NavigableSet<AuthorId> authors) {
        this.authors = authors;
    }

    NavigableSet<AuthorId> authors() {
        return authors;
    }

    void added(AuthorHead head) {
        if (authors.contains(head.author())) {
            digest.add(head);
            root = null;
        }
    }

    void removed(AuthorHead head) {
        if (authors.contains(head.author())) {
            digest.remove(head);
            root = null;
        }
    }

    /** The root over what we hold of these authors. */
    Root root() {
        Root known = root;
        if (known == null) {
            known = digest.root();
            root = known;
        }
        return known;
    }
}
