package dev.tributary.agent.host;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.model.HeadsSummary;
import dev.tributary.api.model.SpaceId;
import dev.tributary.api.plugin.Arrival;
import dev.tributary.api.plugin.Durability;
import dev.tributary.api.plugin.EventFilter;
import dev.tributary.api.plugin.EventListener;
import dev.tributary.api.plugin.EventPublisher;
import dev.tributary.api.plugin.EventReader;
import dev.tributary.api.plugin.Receipt;
import dev.tributary.api.plugin.Registration;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/** An agent in memory: it answers at once, or, after {@link #hold}, when {@link #release} is called. */
final class MemoryAgent implements EventPublisher, EventReader, EventFeed, StateStore {
    static final AuthorId AUTHOR = new AuthorId(Bytes.wrap(new byte[AuthorId.SIZE]));

    private final List<Arrival> arrivals = new ArrayList<>();
    private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
    private final Map<String, Map<String, Bytes>> states = new ConcurrentHashMap<>();
    private final List<Runnable> held = new ArrayList<>();
    private boolean holding;

    PluginServices services() {
        return new PluginServices(AUTHOR, SpaceId.NONE, this, this, this, this);
    }

    /** From now on nothing that is published, read or put gets an answer. */
    synchronized void hold() {
        holding = true;
    }

    /** Answers what was held, and everything else at once again. */
    void release() {
        List<Runnable> answers;
        synchronized (this) {
            holding = false;
            answers = List.copyOf(held);
            held.clear();
        }
        answers.forEach(Runnable::run);
    }

    /** The types of all events, in order. */
    synchronized List<String> types() {
        return arrivals.stream().map(arrival -> arrival.event().type()).toList();
    }

    /** The payloads of all events of a type, in order, as text. */
    synchronized List<String> texts(String type) {
        return arrivals.stream()
                .map(Arrival::event)
                .filter(event -> event.type().equals(type))
                .map(event -> event.payload().orElse(Bytes.EMPTY).utf8())
                .toList();
    }

    /** How many listeners are registered. */
    int listeners() {
        return deliveries.size();
    }

    @Override
    public CompletionStage<EventRef> publish(EventDraft draft) {
        return publishAll(List.of(draft)).thenApply(refs -> refs.get(0));
    }

    @Override
    public synchronized CompletionStage<List<EventRef>> publishAll(List<EventDraft> drafts) {
        List<EventRef> refs = new ArrayList<>();
        for (EventDraft draft : drafts) {
            Event event = event(arrivals.size() + 1, draft);
            arrivals.add(new Arrival(event.seq(), event));
            refs.add(event.ref());
        }
        deliveries.forEach(Delivery::more);
        return answer(refs);
    }

    @Override
    public CompletionStage<Receipt> publishAll(List<EventDraft> drafts, Durability durability) {
        return publishAll(drafts).thenApply(refs -> new Receipt(refs, durability, durability.peers()));
    }

    private static Event event(long seq, EventDraft draft) {
        byte[] hash = new byte[EventHash.SIZE];
        ByteBuffer.wrap(hash).putLong(seq);
        return new Event(
                SpaceId.NONE,
                AUTHOR,
                seq,
                EventHash.NONE,
                draft.deps(),
                draft.type(),
                0,
                Optional.of(draft.payload()),
                draft.payload().size(),
                Bytes.EMPTY,
                new EventHash(Bytes.wrap(hash)),
                Optional.empty());
    }

    private synchronized <T> CompletionStage<T> answer(T value) {
        if (!holding) {
            return CompletableFuture.completedFuture(value);
        }
        CompletableFuture<T> later = new CompletableFuture<>();
        held.add(() -> later.complete(value));
        return later;
    }

    @Override
    public HeadsSummary heads() {
        return HeadsSummary.EMPTY;
    }

    @Override
    public CompletionStage<List<Event>> events(AuthorId author, long after, int limit) {
        return arrivals(after, limit)
                .thenApply(page -> page.stream().map(Arrival::event).toList());
    }

    @Override
    public CompletionStage<List<Event>> causal(Map<AuthorId, Long> after, int limit) {
        return events(AUTHOR, after.getOrDefault(AUTHOR, 0L), limit);
    }

    @Override
    public CompletionStage<Optional<Event>> event(EventHash hash) {
        return answer(Optional.empty());
    }

    @Override
    public synchronized CompletionStage<List<Arrival>> arrivals(long position, int limit) {
        return answer(arrivals.stream().skip(position).limit(limit).toList());
    }

    @Override
    public synchronized long position() {
        return arrivals.size();
    }

    @Override
    public long deletions() {
        return 0;
    }

    @Override
    public String storeId() {
        return "00".repeat(16);
    }

    @Override
    public Registration listen(EventFilter filter, long afterPosition, EventListener listener) {
        throw new AssertionError("plugins listen on threads of their own");
    }

    @Override
    public Registration listen(EventFilter filter, long afterPosition, Executor executor, EventListener listener) {
        Delivery delivery = new Delivery(filter, afterPosition, executor, listener);
        deliveries.add(delivery);
        delivery.more();
        return delivery;
    }

    @Override
    public Map<String, Bytes> state(String owner) {
        return Map.copyOf(states.getOrDefault(owner, Map.of()));
    }

    @Override
    public CompletionStage<Void> put(String owner, String key, Optional<Bytes> value) {
        CompletionStage<Void> answer = answer(null);
        if (answer.toCompletableFuture().isDone()) {
            Map<String, Bytes> values = states.computeIfAbsent(owner, name -> new ConcurrentHashMap<>());
            value.ifPresentOrElse(bytes -> values.put(key, bytes), () -> values.remove(key));
        }
        return answer;
    }

    @Override
    public CompletionStage<List<EventRef>> publish(String owner, List<EventDraft> drafts, Map<String, Bytes> values) {
        return publishAll(drafts).thenApply(refs -> {
            values.forEach((key, value) -> put(owner, key, Optional.of(value)));
            return refs;
        });
    }

    /** Delivers everything after its position, in one task at a time. Its fields are guarded by the agent's lock. */
    private final class Delivery implements Registration {
        private final EventFilter filter;
        private final Executor executor;
        private final EventListener listener;
        private long position;
        private boolean busy;

        Delivery(EventFilter filter, long position, Executor executor, EventListener listener) {
            this.filter = filter;
            this.position = position;
            this.executor = executor;
            this.listener = listener;
        }

        void more() {
            synchronized (MemoryAgent.this) {
                if (!busy) {
                    busy = true;
                    executor.execute(this::run);
                }
            }
        }

        private void run() {
            Optional<Arrival> next = next();
            while (next.isPresent()) {
                deliver(next.get());
                next = next();
            }
        }

        private void deliver(Arrival arrival) {
            try {
                if (deliveries.contains(this) && filter.accepts(arrival.event())) {
                    listener.onEvent(arrival);
                }
            } catch (Exception e) {
                throw new AssertionError("what a plugin throws must not get here", e);
            }
        }

        private Optional<Arrival> next() {
            synchronized (MemoryAgent.this) {
                Optional<Arrival> next = arrivals.stream().skip(position).findFirst();
                busy = next.isPresent();
                next.ifPresent(arrival -> position = arrival.position());
                return next;
            }
        }

        @Override
        public void close() {
            deliveries.remove(this);
        }
    }
}
