package dev.tributary.web;

import dev.tributary.api.model.AuthorHead;
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
import dev.tributary.api.plugin.PublishException;
import dev.tributary.api.plugin.Receipt;
import dev.tributary.api.plugin.Registration;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Logs in memory that obey the contracts of publisher and reader; hashes are made up, signatures are zeros. */
final class FakeLog implements EventPublisher, EventReader {
    private final AuthorId self;
    private final SpaceId space;
    private final List<Arrival> arrivals = new ArrayList<>();
    private final Map<AuthorId, AuthorHead> heads = new TreeMap<>();
    private final Map<Long, EventListener> listeners = new ConcurrentHashMap<>();
    private final ExecutorService listening = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "fake-listener");
        thread.setDaemon(true);
        return thread;
    });
    private String storeId = "00112233445566778899aabbccddeeff";
    private long registrations;
    private long deletions;
    private int publishCalls;
    private int headsCalls;
    private int peers;
    private Durability durability = Durability.LOCAL;
    private long largestPositionRead;
    private Optional<PublishException> refusal = Optional.empty();
    private Optional<CompletableFuture<Void>> gate = Optional.empty();

    FakeLog(AuthorId self, SpaceId space) {
        this.self = self;
        this.space = space;
    }

    /** From now on every publish fails so. */
    synchronized void refuse(PublishException.Reason reason, String sentence) {
        refusal = Optional.of(new PublishException(reason, sentence));
    }

    /** From now on publishes succeed again. */
    synchronized void accept() {
        refusal = Optional.empty();
    }

    /** From now on publishes are acknowledged only once the returned future completes. */
    synchronized CompletableFuture<Void> hold() {
        CompletableFuture<Void> held = new CompletableFuture<>();
        gate = Optional.of(held);
        return held;
    }

    /** The store was reset: it has another name. */
    synchronized void renameStore(String id) {
        storeId = id;
    }

    synchronized int publishCalls() {
        return publishCalls;
    }

    synchronized long largestPositionRead() {
        return largestPositionRead;
    }

    int listeners() {
        return listeners.size();
    }

    /** An event of any author becomes durable. */
    synchronized EventRef append(AuthorId author, EventDraft draft) {
        AuthorHead head = heads.get(author);
        long seq = head == null ? 1 : head.seq() + 1;
        EventHash prev = head == null ? EventHash.NONE : head.hash();
        EventHash hash = new EventHash(
                sha256(author.hex() + seq + draft.type() + draft.payload().hex()));
        Event event = new Event(
                space,
                author,
                seq,
                prev,
                draft.deps(),
                draft.type(),
                1_760_000_000_000L + seq,
                Optional.of(draft.payload()),
                draft.payload().size(),
                sha256(draft.payload().hex()),
                hash,
                Optional.of(Bytes.wrap(new byte[64])));
        Arrival arrival = new Arrival(arrivals.size() + 1L, event);
        arrivals.add(arrival);
        heads.put(author, new AuthorHead(author, seq, hash));
        listeners.values().forEach(listener -> listening.execute(() -> tell(listener, arrival)));
        return event.ref();
    }

    /** The payload of an event is deleted; header and proof stay. */
    synchronized void deletePayload(EventHash hash) {
        deletions++;
        arrivals.replaceAll(arrival -> arrival.event().hash().equals(hash) ? withoutPayload(arrival) : arrival);
    }

    @Override
    public synchronized CompletionStage<EventRef> publish(EventDraft draft) {
        publishCalls++;
        if (refusal.isPresent()) {
            return CompletableFuture.failedFuture(refusal.get());
        }
        return acknowledged(append(self, draft));
    }

    @Override
    public synchronized CompletionStage<List<EventRef>> publishAll(List<EventDraft> drafts) {
        publishCalls++;
        if (refusal.isPresent()) {
            return CompletableFuture.failedFuture(refusal.get());
        }
        return acknowledged(drafts.stream().map(draft -> append(self, draft)).toList());
    }

    /** So many peers are known to hold whatever is published. */
    synchronized void heldBy(int count) {
        peers = count;
    }

    /** What the newest publish asked for. */
    synchronized Durability durability() {
        return durability;
    }

    @Override
    public synchronized CompletionStage<Receipt> publishAll(List<EventDraft> drafts, Durability wanted) {
        durability = wanted;
        int holding = wanted.peers() == 0 ? 0 : peers;
        return publishAll(drafts).thenApply(refs -> new Receipt(refs, wanted, holding));
    }

    @Override
    public synchronized HeadsSummary heads() {
        headsCalls++;
        return HeadsSummary.of(heads.values());
    }

    /** How often all heads were asked for. */
    synchronized int headsCalls() {
        return headsCalls;
    }

    @Override
    public synchronized Optional<AuthorHead> head(AuthorId author) {
        return Optional.ofNullable(heads.get(author));
    }

    @Override
    public synchronized CompletionStage<List<Event>> events(AuthorId author, long after, int limit) {
        return CompletableFuture.completedFuture(arrivals.stream()
                .map(Arrival::event)
                .filter(event -> event.author().equals(author) && event.seq() > after)
                .limit(Math.min(limit, MAX_PAGE))
                .toList());
    }

    @Override
    public synchronized CompletionStage<Optional<Event>> event(EventHash hash) {
        return CompletableFuture.completedFuture(arrivals.stream()
                .map(Arrival::event)
                .filter(event -> event.hash().equals(hash))
                .findFirst());
    }

    @Override
    public synchronized CompletionStage<List<Event>> causal(Map<AuthorId, Long> after, int limit) {
        Map<AuthorId, Long> reached = new TreeMap<>(after);
        List<Event> order = new ArrayList<>();
        for (Optional<Event> next = next(reached); next.isPresent() && order.size() < limit; next = next(reached)) {
            reached.put(next.get().author(), next.get().seq());
            order.add(next.get());
        }
        return CompletableFuture.completedFuture(order);
    }

    /** The event with the smallest hash among those whose predecessor and dependencies are behind the reader. */
    private Optional<Event> next(Map<AuthorId, Long> reached) {
        return arrivals.stream()
                .map(Arrival::event)
                .filter(event -> event.seq() == reached.getOrDefault(event.author(), 0L) + 1)
                .filter(event ->
                        event.deps().stream().allMatch(dep -> dep.seq() <= reached.getOrDefault(dep.author(), 0L)))
                .min(Comparator.comparing(Event::hash));
    }

    @Override
    public synchronized CompletionStage<List<Arrival>> arrivals(long position, int limit) {
        int from = (int) Math.min(position, arrivals.size());
        int to = Math.min(arrivals.size(), from + Math.min(limit, MAX_PAGE));
        largestPositionRead = Math.max(largestPositionRead, to);
        return CompletableFuture.completedFuture(List.copyOf(arrivals.subList(from, to)));
    }

    @Override
    public synchronized long position() {
        return arrivals.size();
    }

    @Override
    public synchronized long deletions() {
        return deletions;
    }

    @Override
    public synchronized String storeId() {
        return storeId;
    }

    @Override
    public synchronized Registration listen(EventFilter filter, long afterPosition, EventListener listener) {
        long id = ++registrations;
        EventListener filtered = arrival -> {
            if (filter.accepts(arrival.event())) {
                listener.onEvent(arrival);
            }
        };
        arrivals.subList((int) afterPosition, arrivals.size())
                .forEach(arrival -> listening.execute(() -> tell(filtered, arrival)));
        listeners.put(id, filtered);
        return () -> listeners.remove(id);
    }

    void close() {
        listening.shutdownNow();
    }

    private <T> CompletionStage<T> acknowledged(T value) {
        return gate.map(held -> held.thenApply(opened -> value))
                .orElseGet(() -> CompletableFuture.completedFuture(value));
    }

    private static void tell(EventListener listener, Arrival arrival) {
        try {
            listener.onEvent(arrival);
        } catch (Exception e) {
            throw new AssertionError("a listener threw", e);
        }
    }

    private static Arrival withoutPayload(Arrival arrival) {
        return new Arrival(arrival.position(), arrival.event().withPayload(Optional.empty()));
    }

    static Bytes sha256(String text) {
        try {
            return Bytes.wrap(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
