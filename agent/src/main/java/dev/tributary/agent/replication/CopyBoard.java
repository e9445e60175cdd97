package dev.tributary.agent.replication;

import dev.tributary.agent.storage.Holders;
import dev.tributary.agent.sync.Copies;
import dev.tributary.api.model.AuthorId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * What peers hold, as of a moment ago, for other threads than that of the sync machine; and what those want to be asked
 * for.
 */
public final class CopyBoard implements Holders {
    /** The most logs that peers are to be asked about at a time; what is wanted beyond is wanted again. */
    static final int MOST_ASKED = 1_024;

    private final Map<AuthorId, Long> asked = new ConcurrentHashMap<>();
    private volatile State state = new State(Map.of(), 0);

    private record State(Map<AuthorId, List<Long>> seqs, long changes) {}

    @Override
    public long heldBy(AuthorId author, int peers) {
        List<Long> seqs = state.seqs().getOrDefault(author, List.of());
        return peers < 1 || seqs.size() < peers ? 0 : seqs.get(peers - 1);
    }

    @Override
    public void ask(AuthorId author, long seq) {
        if (asked.size() < MOST_ASKED || asked.containsKey(author)) {
            asked.put(author, seq);
        }
    }

    @Override
    public long changes() {
        return state.changes();
    }

    /** Shows what is known now. */
    void show(AuthorId self, Copies copies) {
        if (copies.changes() == state.changes()) {
            return;
        }
        Map<AuthorId, List<Long>> seqs = new HashMap<>();
        seqs.put(self, copies.seqs(self));
        copies.others().forEach(author -> seqs.put(author, copies.seqs(author)));
        state = new State(Map.copyOf(seqs), copies.changes());
    }

    /** Hands over what was asked for since. */
    void takeAsked(BiConsumer<AuthorId, Long> questions) {
        asked.forEach((author, seq) -> {
            asked.remove(author, seq);
            questions.accept(author, seq);
        });
    }
}
