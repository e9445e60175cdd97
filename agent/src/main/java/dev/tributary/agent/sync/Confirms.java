package dev.tributary.agent.sync;

import dev.tributary.agent.sync.SyncMessage.Confirm;
import dev.tributary.agent.sync.SyncMessage.Held;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What the peer of one link tells that it holds, and what it wants to be told.
 *
 * <pre>
 * asks --Confirm(author, seq)--&gt; waits until it holds that much --Held(head)--&gt; counts in {@link Copies}
 * </pre>
 *
 * One question about an author is under way at a time, so who asks all the time is answered once a round trip.
 */
final class Confirms {
    /** The capability word: what the sender tells that it holds, it holds with payloads, and answers questions so. */
    static final String WORD = "confirm";

    private final SyncState state;
    private final long link;
    private final AuthorId peer;
    private final PeerInterest interest;
    private final Map<AuthorId, Long> asked = new HashMap<>();
    private final Map<AuthorId, Long> waiting = new HashMap<>();
    private boolean answers;

    Confirms(SyncState state, long link, AuthorId peer, PeerInterest interest) {
        this.state = state;
        this.link = link;
        this.peer = peer;
        this.interest = interest;
    }

    /** The peer has said who it is. */
    void greeted(Bytes storeId, boolean word) {
        answers = word;
        state.copies.greeted(peer, storeId, word);
    }

    /** The peer's own word: it holds the author's log up to {@code seq} at least. */
    void reached(AuthorId author, long seq) {
        if (author.equals(state.self)) {
            state.copies.reached(peer, known(author, seq));
        }
    }

    /** The peer's own word, newer than any other: its log of the author ends at {@code seq}. */
    void says(AuthorId author, long seq) {
        if (author.equals(state.self)) {
            state.copies.says(peer, author, known(author, seq));
        }
    }

    /** Both sides hold the same of those authors that {@code compares} is true for. */
    void equal(Predicate<AuthorId> compares) {
        if (compares.test(state.self)) {
            reached(state.self, state.own.seq(state.self));
        }
    }

    /** More than we hold ourselves proves nothing about what we will write. */
    private long known(AuthorId author, long seq) {
        return Math.min(seq, state.own.seq(author));
    }

    /** Asks whether the peer holds that much, unless it has said so, does not want it or is asked already. */
    void ask(AuthorId author, long seq) {
        boolean open = answers
                && interest.known()
                && interest.has(author)
                && !asked.containsKey(author)
                && asked.size() < state.limits.authorsPerRequest();
        if (open && state.copies.seq(peer, author) < seq) {
            asked.put(author, seq);
            state.send(link, new Confirm(state.space, List.of(new Confirm.Log(author, seq))));
        }
    }

    /** The peer answers. Returns what it was asked about. */
    List<AuthorHead> held(Held message) {
        List<AuthorHead> answered = new ArrayList<>();
        for (AuthorHead head : message.heads()) {
            if (asked.remove(head.author()) != null) {
                state.copies.says(peer, head.author(), known(head.author(), head.seq()));
                answered.add(head);
            }
        }
        return answered;
    }

    /** The peer asks, and is answered once we hold that much. Answers with the complaint when it asks too much. */
    Optional<String> asked(Confirm message) {
        for (Confirm.Log log : message.logs()) {
            waiting.merge(log.author(), log.seq(), Math::max);
        }
        if (waiting.size() > state.limits.authorsPerRequest()) {
            return Optional.of("it asks about more than " + state.limits.authorsPerRequest() + " logs at a time");
        }
        message.logs().forEach(log -> changed(log.author()));
        return Optional.empty();
    }

    /** Our head of the author changed, or it was asked for. */
    void changed(AuthorId author) {
        Long wanted = waiting.get(author);
        Optional<AuthorHead> head = wanted == null ? Optional.empty() : state.own.head(author);
        if (wanted != null && head.isPresent() && head.get().seq() >= wanted && !state.forms.lacksPayloads()) {
            waiting.remove(author);
            state.send(link, new Held(state.space, List.of(head.get())));
        }
    }
}
