package dev.tributary.agent.sync;

import dev.tributary.agent.sync.SyncMessage.Interest;
import dev.tributary.api.model.AuthorId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Says what this agent wants, in as many messages as its lists take. */
final class Interests {
    private Interests() {}

    /** Everything that is wanted from the peer. */
    static void send(SyncState state, long link, Wanted wanted, boolean pushOwn) {
        int push = pushOwn ? Interest.PUSH_OWN : 0;
        if (wanted.authors().isEmpty()) {
            state.send(link, new Interest(state.space, Optional.empty(), push, wanted.payloads(), List.of()));
            return;
        }
        List<List<AuthorId>> parts = parts(wanted.authors().get(), state.limits.authorsPerRequest());
        for (int i = 0; i < parts.size(); i++) {
            int flags = i == parts.size() - 1 ? push : push | Interest.MORE;
            state.send(link, new Interest(state.space, Optional.of(parts.get(i)), flags, wanted.payloads(), List.of()));
        }
    }

    /** These authors come from elsewhere from now on. */
    static void stop(SyncState state, long link, Collection<AuthorId> authors, boolean pushOwn) {
        int flags = Interest.KEEP | (pushOwn ? Interest.PUSH_OWN : 0);
        for (List<AuthorId> part : parts(authors, state.limits.authorsPerRequest())) {
            state.send(link, new Interest(state.space, Optional.empty(), flags, true, part));
        }
    }

    /** At least one part, none with more than {@code most}. */
    private static List<List<AuthorId>> parts(Collection<AuthorId> authors, int most) {
        List<AuthorId> all = List.copyOf(authors);
        List<List<AuthorId>> parts = new ArrayList<>();
        for (int from = 0; from == 0 || from < all.size(); from += most) {
            parts.add(all.subList(from, Math.min(all.size(), from + most)));
        }
        return parts;
    }
}
