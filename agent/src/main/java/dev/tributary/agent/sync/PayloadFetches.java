package dev.tributary.agent.sync;

import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.Run;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.sync.SyncMessage.RequestPayload;
import dev.tributary.agent.sync.SyncMessage.Response;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventRef;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Payloads that are fetched one by one: the linked peers are asked in turn for the run that holds an event, until one
 * sends it. The hash of the event proves the payload. Nothing of the answer is stored.
 */
final class PayloadFetches {
    /** The most that are under way at a time. */
    static final int MOST = 64;

    /** A peer that says nothing for so long is passed over. */
    static final long PATIENCE = 5_000;

    /** The planner's ids count from 1 and never get here. */
    private static final long FIRST_ID = 1L << 40;

    private final SyncState state;
    private final RunCodec codec;
    private final Map<Long, Ask> asks = new LinkedHashMap<>();
    private long nextId = FIRST_ID;

    PayloadFetches(SyncState state, LogLimits limits) {
        this.state = state;
        this.codec = new RunCodec(limits);
    }

    /** One payload that is looked for; its key among {@link #asks} is the id of the request that is under way. */
    private record Ask(long ticket, EventRef event, Deque<Long> links, long link, long due) {}

    /** False when too many are under way. */
    boolean begin(long ticket, EventRef event, Collection<Long> links, long now) {
        if (asks.size() >= MOST) {
            return false;
        }
        next(new Ask(ticket, event, new ArrayDeque<>(links), 0, 0), now);
        return true;
    }

    private void next(Ask ask, long now) {
        Long link = ask.links().poll();
        if (link == null) {
            state.add(new SyncEffect.PayloadFound(ask.ticket(), Optional.empty()));
            return;
        }
        long id = nextId++;
        asks.put(id, new Ask(ask.ticket(), ask.event(), ask.links(), link, now + PATIENCE));
        EventRef event = ask.event();
        int credit = state.limits.firstCredit();
        state.send(link, new RequestPayload(state.space, id, credit, event.author(), event.seq()));
    }

    /** True for the id of a request that was made here. */
    boolean owns(long requestId) {
        return requestId >= FIRST_ID && requestId < nextId;
    }

    /** Runs came for a request that was made here. */
    void arrived(long link, Response response) {
        Ask ask = asks.get(response.requestId());
        if (ask == null || ask.link() != link) {
            return;
        }
        Optional<Bytes> payload = response.runs().stream()
                .flatMap(run -> payload(run, ask.event()).stream())
                .findFirst();
        if (payload.isPresent()) {
            asks.remove(response.requestId());
            state.add(new SyncEffect.PayloadFound(ask.ticket(), payload));
        }
    }

    private Optional<Bytes> payload(Bytes encoded, EventRef event) {
        Optional<Run> run = codec.decode(encoded)
                .run()
                .filter(found -> found.author().equals(event.author())
                        && found.firstSeq() <= event.seq()
                        && found.lastSeq() >= event.seq());
        if (run.isEmpty()) {
            return Optional.empty();
        }
        int index = (int) (event.seq() - run.get().firstSeq());
        boolean same = codec.trust(state.space, run.get()).hash(index).equals(event.hash());
        return same ? run.get().payload(index).map(Bytes::compact) : Optional.empty();
    }

    /** The peer has nothing more to say about a request that was made here: the next one is asked. */
    void ended(long link, long requestId, long now) {
        Ask ask = asks.get(requestId);
        if (ask != null && ask.link() == link) {
            asks.remove(requestId);
            next(ask, now);
        }
    }

    void linkDown(long link) {
        for (Map.Entry<Long, Ask> entry : List.copyOf(asks.entrySet())) {
            entry.getValue().links().remove(link);
            if (entry.getValue().link() == link) {
                // At the next tick.
                Ask ask = entry.getValue();
                asks.put(entry.getKey(), new Ask(ask.ticket(), ask.event(), ask.links(), link, 0));
            }
        }
    }

    void tick(long now) {
        for (Map.Entry<Long, Ask> entry : List.copyOf(asks.entrySet())) {
            if (entry.getValue().due() <= now) {
                asks.remove(entry.getKey());
                next(entry.getValue(), now);
            }
        }
    }

    long due() {
        return asks.values().stream().mapToLong(Ask::due).min().orElse(Long.MAX_VALUE);
    }
}
