package dev.tributary.agent.sync;

import dev.tributary.agent.sync.SyncMessage.Request;
import dev.tributary.agent.sync.SyncMessage.RequestBare;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.AuthorRequest;
import dev.tributary.api.model.EventHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Ways around what no linked peer can send in the usual way ({@link Lack}):
 *
 * <ul>
 *   <li>runs whose payloads we want and nobody has are taken without;
 *   <li>a log whose next events nobody keeps is begun, where that is wished, at the first run that one of them keeps.
 * </ul>
 *
 * Both cannot be taken back, so first all links have to be old enough for everybody in reach to have told what it
 * holds, and a peer has to say twice, a while apart, that something is gone. A detour asks for as little as it can: the
 * usual way goes on behind it. While it is under way its author is asked of nobody else.
 */
final class Detours {
    /** So often it is looked again at what has to wait. */
    private static final long LOOK_MILLIS = 50;

    private final SyncState state;
    private final Map<Long, Lane> lanes;
    private final GoneAuthors gone;
    private final Set<AuthorId> stuck = new LinkedHashSet<>();
    private final Map<AuthorId, Fetch> underWay = new HashMap<>();
    private long nextLook = Long.MAX_VALUE;
    private long looked;

    /** A peer that can be asked in the usual way, perhaps only to hear once more that it cannot help. */
    record Again(long link, AuthorId author, long seq) {}

    /** What is asked of one peer at a time. */
    private record Key(long link, boolean bare) {}

    /** One author: from where on, and up to where, it is asked of whom. */
    private record Step(Key key, AuthorRequest request, boolean begins) {}

    Detours(SyncState state, Map<Long, Lane> lanes, GoneAuthors gone) {
        this.state = state;
        this.lanes = lanes;
        this.gone = gone;
    }

    /** A peer that offers the author's log up to {@code offered} cannot go on with it. */
    void told(long link, AuthorId author, Lack.Word word, long offered, long now) {
        long own = state.own.seq(author);
        gone.of(link, author, now).ifPresent(lack -> {
            if (lack.says(word) && busy(author)) {
                lack.helpsNot();
            }
            lack.said(word, offered, own, now, state.limits.detourMillis());
        });
        stuck(author);
        // The own log may be begun there: until then what the peer claims of it may well be true.
        if (offered > 0 && !(author.equals(state.self) && state.startsThere)) {
            state.withheld.add(state, link, author, offered);
        }
    }

    private void stuck(AuthorId author) {
        stuck.add(author);
        nextLook = Math.min(nextLook, looked + LOOK_MILLIS);
    }

    /** Our head of the author changed: answers with the links that are of use again, and up to where. */
    Map<Long, Long> reached(AuthorId author) {
        if (!gone.has(author)) {
            return Map.of();
        }
        stuck(author);
        return gone.reached(author, state.own.seq(author));
    }

    /** How many authors go on in some linked peer's store without payloads only. */
    int bare() {
        return gone.bare(state.own);
    }

    /** True while a detour for the author is under way. */
    boolean busy(AuthorId author) {
        return underWay.containsKey(author);
    }

    /** True for the request of the author's detour. */
    boolean owns(Fetch fetch, AuthorId author) {
        return underWay.get(author) == fetch;
    }

    /** A request is answered, or given up. */
    void ended(Fetch fetch) {
        underWay.values().removeIf(fetch::equals);
    }

    void linkDown(long link) {
        underWay.values().removeIf(fetch -> fetch.link == link);
        gone.linkDown(link).forEach(this::stuck);
    }

    /** When {@link #plan} should be called again though nothing has happened. */
    long due() {
        return nextLook;
    }

    /**
     * Asks for what can be asked for now. {@code wanted} are authors that somebody can be asked for, {@code storing}
     * those whose head is about to change. Answers with peers that should be asked in the usual way.
     */
    List<Again> plan(Predicate<AuthorId> wanted, Predicate<AuthorId> storing, long now) {
        List<Again> again = new ArrayList<>();
        if (now < nextLook) {
            return again;
        }
        looked = now;
        long settled = settledAt();
        nextLook = stuck.isEmpty() ? Long.MAX_VALUE : Math.max(settled, now + LOOK_MILLIS);
        if (now < settled) {
            return again;
        }
        Map<Key, List<Step>> steps = new LinkedHashMap<>();
        long due = Long.MAX_VALUE;
        for (AuthorId author : List.copyOf(stuck)) {
            if (wanted.test(author) || !gone.has(author)) {
                stuck.remove(author);
            } else if (storing.test(author) || busy(author)) {
                due = now;
            } else {
                due = Math.min(due, look(author, steps, again, now));
            }
        }
        steps.forEach((key, of) -> send(key, of, now));
        nextLook = stuck.isEmpty() ? Long.MAX_VALUE : Math.max(due, now + LOOK_MILLIS);
        return again;
    }

    /** By then everybody in reach has told what it holds. */
    private long settledAt() {
        long newest =
                lanes.values().stream().mapToLong(lane -> lane.since).max().orElse(Long.MIN_VALUE);
        return newest == Long.MIN_VALUE ? newest : newest + state.limits.detourMillis();
    }

    /** Decides about one author; answers with when to look at it again, if it stays stuck. */
    private long look(AuthorId author, Map<Key, List<Step>> steps, List<Again> again, long now) {
        long seq = state.own.seq(author);
        gone.reached(author, seq).forEach((link, offered) -> again.add(new Again(link, author, offered)));
        long due = Long.MAX_VALUE;
        boolean waits = false;
        boolean helped = false;
        for (Map.Entry<Long, Lack> link : gone.of(author).entrySet()) {
            Lack lack = link.getValue();
            boolean unsure = lack.isBelow(seq) && state.startsThere && !lack.isConfirmed();
            long confirmDue = lack.confirmDue(state.limits.detourMillis());
            if (!lack.holds(seq) || (unsure && now >= confirmDue)) {
                again.add(new Again(link.getKey(), author, lack.offered()));
                helped = true;
            } else if (unsure) {
                waits = true;
                due = Math.min(due, confirmDue);
            }
        }
        Step step = step(author, seq, now);
        if (helped || step == null) {
            stuck.remove(author);
            return due;
        }
        if (waits && step.begins()) {
            return due;
        }
        Lane lane = lanes.get(step.key().link());
        if (lane != null && (steps.containsKey(step.key()) || lane.free())) {
            List<Step> batch = steps.computeIfAbsent(step.key(), key -> new ArrayList<>());
            if (batch.size() < state.limits.authorsPerRequest()) {
                batch.add(step);
                stuck.remove(author);
            }
        }
        return now;
    }

    /** The way around; null when there is none. */
    private @Nullable Step step(AuthorId author, long seq, long now) {
        Step bare = null;
        Step begin = null;
        for (Map.Entry<Long, Lack> link : gone.of(author).entrySet()) {
            Lane lane = lanes.get(link.getKey());
            Lack lack = link.getValue();
            if (lane == null || !lane.bare || !lack.holds(seq) || lack.helpsNot(now)) {
                continue;
            }
            if (!lack.isBelow(seq)) {
                bare = first(bare, new Step(new Key(lane.link, true), ask(author, seq, lack.bareTo()), false));
            } else if (state.startsThere && lack.first() <= state.worth(author, lack.offered())) {
                long until = lack.beginsBare() ? lack.bareTo() : lack.first();
                Key key = new Key(lane.link, lack.beginsBare());
                begin = first(begin, new Step(key, ask(author, lack.first() - 1, until), true));
            }
        }
        return bare != null ? bare : begin;
    }

    private static AuthorRequest ask(AuthorId author, long after, long until) {
        return new AuthorRequest(author, after, EventHash.NONE, OptionalLong.of(until));
    }

    /** Who begins first; of those the one with payloads; of others the one that lacks the fewest. */
    private static Step first(@Nullable Step one, Step other) {
        if (one == null) {
            return other;
        }
        long ones = one.request().afterSeq();
        long others = other.request().afterSeq();
        if (ones != others) {
            return ones < others ? one : other;
        }
        if (one.key().bare() != other.key().bare()) {
            return one.key().bare() ? other : one;
        }
        return one.request().untilSeq().orElse(0) <= other.request().untilSeq().orElse(0) ? one : other;
    }

    private void send(Key key, List<Step> steps, long now) {
        Lane lane = lanes.get(key.link());
        if (lane == null) {
            return;
        }
        Fetch fetch = lane.open(now);
        List<AuthorRequest> requests = new ArrayList<>();
        for (Step step : steps) {
            AuthorId author = step.request().author();
            underWay.put(author, fetch);
            requests.add(step.request());
            fetch.exception(
                    author, key.bare(), step.begins() ? OptionalLong.of(state.own.seq(author)) : OptionalLong.empty());
        }
        SyncMessage message = key.bare()
                ? new RequestBare(state.space, fetch.id, fetch.firstCredit(), requests)
                : new Request(state.space, fetch.id, fetch.firstCredit(), requests);
        state.send(lane.link, message);
    }
}
