package dev.tributary.agent.storage;

import dev.tributary.agent.LocalCodec;
import dev.tributary.agent.identity.OwnLogGuard;
import dev.tributary.agent.log.CausalOrder;
import dev.tributary.agent.log.ForkProof;
import dev.tributary.agent.log.PackedRun;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.log.Terms;
import dev.tributary.agent.log.Verdict;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.plugin.Arrival;
import dev.tributary.api.plugin.EventReader;
import dev.tributary.api.plugin.PublishException;
import dev.tributary.api.plugin.PublishException.Reason;
import dev.tributary.api.status.ForkStatus;
import dev.tributary.api.status.LogStatus;
import dev.tributary.api.status.StorageStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The face that everyone sees: writes and reads travel over the event bus to their threads, figures come from the book.
 * What waits is bounded here, before it is sent.
 */
final class BusStorage implements Storage {
    /** The most encoded bytes from peers that wait for a commit. */
    static final long QUEUE_BYTES = 32 * 1024 * 1024;

    /** The most reads that wait. */
    static final long QUEUE_READS = 16_384;

    /** The most orders over all logs that are looked for at a time: each holds some events of every log. */
    static final long ORDERS = 8;

    /** How far an order goes before other reads get their turn. */
    private static final int ORDER_READS = 32;

    /** The most proofs and values that wait for a commit. */
    static final long QUEUE_CONTROLS = 4_096;

    /** A disk may be slow; an answer that never comes must not leak. */
    private static final long TIMEOUT_MILLIS = 10 * 60_000;

    private final Vertx vertx;
    private final OpenStore open;
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong controls = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong orders = new AtomicLong();

    BusStorage(Vertx vertx, OpenStore open) {
        this.vertx = vertx;
        this.open = open;
    }

    static DeliveryOptions options() {
        return new DeliveryOptions()
                .setLocalOnly(true)
                .setCodecName(LocalCodec.NAME)
                .setSendTimeout(TIMEOUT_MILLIS);
    }

    @Override
    public Future<List<EventRef>> publish(List<EventDraft> drafts) {
        return publish(drafts, "", Map.of());
    }

    @Override
    public Future<List<EventRef>> publish(List<EventDraft> drafts, String owner, Map<String, Optional<Bytes>> values) {
        List<StoreRecord.NewState> changes = values.entrySet().stream()
                .map(value -> new StoreRecord.NewState(owner, value.getKey(), value.getValue()))
                .toList();
        int most = open.options().queueEvents();
        String busy = "More than " + most + " events wait to be made durable: try again a little later.";
        return bounded(events, drafts.size(), most, busy, () -> write(new WriteRequest.Publish(drafts, changes)));
    }

    @Override
    public Future<List<Verdict>> append(AuthorId peer, List<Bytes> runs, Terms terms) {
        long size = runs.stream().mapToLong(PackedRun::plainSize).sum();
        String busy = "More than " + QUEUE_BYTES + " bytes from peers wait to be made durable: try again later.";
        return bounded(bytes, size, QUEUE_BYTES, busy, () -> write(new WriteRequest.Append(peer, runs, terms)));
    }

    @Override
    public Future<List<Bytes>> runs(AuthorId author, long afterSeq, long untilSeq, int maxBytes) {
        return read(reader -> reader.runs(author, afterSeq, untilSeq, maxBytes));
    }

    @Override
    public Future<List<Bytes>> carriedRuns(AuthorId author, long afterSeq, long untilSeq, int maxBytes) {
        return read(reader -> reader.carriedRuns(author, afterSeq, untilSeq, maxBytes));
    }

    @Override
    public Future<Optional<EventHash>> hashAt(AuthorId author, long seq) {
        return read(reader -> reader.hashAt(author, seq));
    }

    @Override
    public Future<List<Event>> events(AuthorId author, long afterSeq, int limit) {
        return read(reader -> reader.events(author, afterSeq, Math.min(limit, EventReader.MAX_PAGE)));
    }

    @Override
    public Future<Optional<Event>> event(EventHash hash) {
        return read(reader -> reader.event(hash));
    }

    @Override
    public Future<List<Event>> causal(Map<AuthorId, Long> after, int limit) {
        String busy = ORDERS + " readers of all logs wait for their events already: try again a little later.";
        return bounded(orders, 1, ORDERS, busy, () -> {
            Map<AuthorId, Long> heads = new HashMap<>();
            heads().heads()
                    .forEach((author, head) -> heads.put(author, head.head().seq()));
            CausalOrder order = new CausalOrder(after, heads, Math.min(limit, EventReader.MAX_PAGE));
            return found(order).compose(done -> read(reader -> reader.inOrder(order.events())));
        });
    }

    private Future<Void> found(CausalOrder order) {
        return read(reader -> reader.advance(order, ORDER_READS))
                .compose(done -> done ? Future.succeededFuture() : found(order));
    }

    @Override
    public Future<List<Arrival>> arrivals(long afterPosition, int limit) {
        return read(reader -> reader.arrivals(afterPosition, Math.min(limit, EventReader.MAX_PAGE)));
    }

    @Override
    public Future<Boolean> addFork(ForkProof proof) {
        return control(new WriteRequest.AddFork(proof));
    }

    @Override
    public Future<Optional<ForkProof>> forkProof(AuthorId author) {
        return read(reader -> reader.forkProof(author));
    }

    @Override
    public Future<Void> putState(String owner, String key, Optional<Bytes> value) {
        return control(new WriteRequest.PutState(owner, key, value)).mapEmpty();
    }

    @Override
    public Future<Boolean> deletePayload(EventHash hash) {
        return event(hash)
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(false)
                        : deletePayload(found.get()).map(true));
    }

    private Future<?> deletePayload(Event event) {
        if (event.type().startsWith(RunCodec.RESERVED)) {
            return Future.failedFuture(new IllegalArgumentException("Events of types that begin with "
                    + RunCodec.RESERVED + " keep their payloads: all agents go by them."));
        }
        return event.payloadSize() == 0
                ? Future.succeededFuture()
                : control(new WriteRequest.DeletePayload(event.author(), event.seq()));
    }

    @Override
    public boolean payloadDeleted(Event event) {
        return open.book().deleted().contains(event.author(), event.seq())
                || open.payloadRules().isDue(event.author(), event.type(), event.seq(), event.timestamp());
    }

    @Override
    public long deletions() {
        PayloadCounters payloads = open.store().payloads();
        return payloads.deleted() + payloads.erased();
    }

    @Override
    public Map<String, Bytes> state(String owner) {
        return open.book().state(owner);
    }

    @Override
    public Future<StoreSnapshot> snapshot() {
        return control(new WriteRequest.Snapshot());
    }

    @Override
    public HeadsView heads() {
        return open.book().heads();
    }

    @Override
    public Optional<AuthorHead> head(AuthorId author) {
        return open.book().head(author).map(HeadsView.CountedHead::head);
    }

    @Override
    public List<LogStatus> logs() {
        return open.book().statuses().stream().map(this::shown).toList();
    }

    @Override
    public Optional<LogStatus> log(AuthorId author) {
        return open.book().status(author).map(this::shown);
    }

    private LogStatus shown(LogStatus log) {
        AuthorId own = open.options().signer().author();
        return log.head().author().equals(own) && ownLog().state() != OwnLogGuard.State.NORMAL ? recovering(log) : log;
    }

    @Override
    public int shortened() {
        return open.book().shortened();
    }

    private static LogStatus recovering(LogStatus log) {
        LogStatus.State state = log.state() == LogStatus.State.OK ? LogStatus.State.RECOVERING : log.state();
        return new LogStatus(log.head(), log.firstSeq(), log.begin(), log.bytes(), state, log.lastEventMillis());
    }

    @Override
    public FencedLog.Now ownLog() {
        return open.fence().map(FencedLog::now).orElse(FencedLog.Now.NORMAL);
    }

    @Override
    public List<ForkStatus> forks() {
        return open.book().forks();
    }

    @Override
    public StorageStatus status() {
        LogBook book = open.book();
        String problem = open.writer().problem();
        return new StorageStatus(
                open.store().storeId().hex(),
                open.store().bytes(),
                book.events(),
                book.position(),
                problem.isEmpty(),
                problem,
                events.intValue());
    }

    @Override
    public List<Hole> holes() {
        return open.store().repairs().map(RepairShelf::wanted).orElse(List.of());
    }

    @Override
    public Optional<String> appendProblem() {
        return Optional.of(open.writer().othersProblem()).filter(problem -> !problem.isEmpty());
    }

    @Override
    public Set<AuthorId> fullLogs() {
        return open.writer().room().full();
    }

    @Override
    public StorageCounters counters() {
        return open.counts().counters(open.store().scrubbed(), open.store().payloads());
    }

    private <T> Future<T> write(WriteRequest<T> request) {
        return ask(WriterVerticle.ADDRESS, request);
    }

    private <T> Future<T> control(WriteRequest<T> request) {
        String busy = "More than " + QUEUE_CONTROLS + " values and proofs wait: try again later.";
        return bounded(controls, 1, QUEUE_CONTROLS, busy, () -> write(request));
    }

    private <T> Future<T> read(ReadRequest.Question<T> question) {
        String busy = "More than " + QUEUE_READS + " reads wait: try again later.";
        return bounded(reads, 1, QUEUE_READS, busy, () -> ask(ReaderVerticle.ADDRESS, new ReadRequest<>(question)));
    }

    /** Lets a request through if what waits stays within {@code most}. */
    private static <T> Future<T> bounded(
            AtomicLong waiting, long size, long most, String busy, Supplier<Future<T>> request) {
        if (waiting.addAndGet(size) > most) {
            waiting.addAndGet(-size);
            return Future.failedFuture(new PublishException(Reason.BUSY, busy));
        }
        return request.get().onComplete(done -> waiting.addAndGet(-size));
    }

    /** The verticle behind an address answers with the outcome of the request that it was sent. */
    private <T> Future<T> ask(String address, Object request) {
        return vertx.eventBus()
                .<Outcome<T>>request(address, request, options())
                .transform(reply -> reply.succeeded()
                        ? reply.result().body().future()
                        : Future.failedFuture(closed(reply.cause())));
    }

    private static Throwable closed(Throwable cause) {
        return cause instanceof ReplyException
                ? new PublishException(Reason.CLOSED, "The store is closed or does not answer.")
                : cause;
    }
}
