package dev.tributary.agent.events;

import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.storage.Storage;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.plugin.Durability;
import dev.tributary.api.plugin.EventPublisher;
import dev.tributary.api.plugin.PublishException;
import dev.tributary.api.plugin.PublishException.Reason;
import dev.tributary.api.plugin.Receipt;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

/**
 * Publishes into the own log. Refuses what can never be stored before it reaches the queue of the one writer, and turns
 * every failure into a {@link PublishException}.
 */
public final class LogPublisher implements EventPublisher {
    private static final String RESERVED = "tributary.";
    private static final LogLimits LIMITS = LogLimits.STANDARD;

    /** The most calls that wait for peers at a time. */
    static final int MOST_WAITING = 10_000;

    private final AuthorId author;
    private final Storage storage;
    private final PeerCopies copies;
    private final LongConsumer waited;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile boolean closed;

    /** {@code waited} is told how many nanoseconds each successful call took until its events were on disk. */
    public LogPublisher(AuthorId author, Storage storage, PeerCopies copies, LongConsumer waited) {
        this.author = author;
        this.storage = storage;
        this.copies = copies;
        this.waited = waited;
    }

    @Override
    public CompletionStage<EventRef> publish(EventDraft draft) {
        return store(List.of(draft)).map(refs -> refs.get(0)).toCompletionStage();
    }

    @Override
    public CompletionStage<List<EventRef>> publishAll(List<EventDraft> drafts) {
        return store(List.copyOf(drafts)).toCompletionStage();
    }

    @Override
    public CompletionStage<Receipt> publishAll(List<EventDraft> drafts, Durability durability) {
        List<EventDraft> copy = List.copyOf(drafts);
        if (durability.peers() == 0) {
            return store(copy).map(refs -> new Receipt(refs, durability, 0)).toCompletionStage();
        }
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            return Future.<Receipt>failedFuture(new PublishException(
                            Reason.BUSY,
                            MOST_WAITING + " calls wait for peers already: try again a little later, or without them"))
                    .toCompletionStage();
        }
        long begin = System.nanoTime();
        return store(copy)
                .compose(refs -> held(refs, durability, begin))
                .onComplete(done -> waiting.decrementAndGet())
                .toCompletionStage();
    }

    /** The events are stored, so whatever goes wrong from here on says only that nobody is known to hold them. */
    private Future<Receipt> held(List<EventRef> refs, Durability durability, long begin) {
        long spent = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
        long left = Math.max(0, durability.within().toMillis() - spent);
        return copies.held(refs.get(refs.size() - 1).seq(), durability.peers(), left)
                .otherwise(0)
                .map(peers -> new Receipt(refs, durability, peers));
    }

    /** How many calls wait for peers, or to be stored before they do. */
    public int waiting() {
        return waiting.get();
    }

    /** Refuses everything from now on; what was accepted goes on. */
    public void close() {
        closed = true;
    }

    private Future<List<EventRef>> store(List<EventDraft> drafts) {
        return refusal(drafts).map(Future::<List<EventRef>>failedFuture).orElseGet(() -> accepted(drafts));
    }

    private Future<List<EventRef>> accepted(List<EventDraft> drafts) {
        long begin = System.nanoTime();
        return storage.publish(drafts)
                .onSuccess(refs -> waited.accept(System.nanoTime() - begin))
                .recover(LogPublisher::translated);
    }

    private Optional<PublishException> refusal(List<EventDraft> drafts) {
        if (closed) {
            return refuse(Reason.CLOSED, "the agent is stopping: publish again when it runs");
        }
        if (drafts.isEmpty()) {
            return refuse(Reason.INVALID, "a batch holds at least one event");
        }
        if (drafts.size() > MAX_BATCH) {
            return refuse(
                    Reason.TOO_LARGE, "a batch holds at most " + MAX_BATCH + " events, this has " + drafts.size());
        }
        return drafts.stream().map(this::refusal).flatMap(Optional::stream).findFirst();
    }

    private Optional<PublishException> refusal(EventDraft draft) {
        int typeBytes = draft.type().getBytes(StandardCharsets.UTF_8).length;
        if (typeBytes == 0) {
            return refuse(Reason.INVALID, "an event needs a type such as sensor.reading");
        }
        if (typeBytes > LIMITS.typeBytes()) {
            return refuse(
                    Reason.TOO_LARGE, "a type has at most " + LIMITS.typeBytes() + " bytes, this has " + typeBytes);
        }
        if (draft.type().startsWith(RESERVED)) {
            return refuse(Reason.INVALID, "types that start with " + RESERVED + " are the agent's own: choose another");
        }
        if (draft.payload().size() > LIMITS.payloadBytes()) {
            return refuse(
                    Reason.TOO_LARGE,
                    "a payload has at most " + LIMITS.payloadBytes() + " bytes, this has "
                            + draft.payload().size());
        }
        if (draft.deps().size() > LIMITS.deps()) {
            return refuse(
                    Reason.TOO_LARGE,
                    "an event names at most " + LIMITS.deps() + " dependencies, this names "
                            + draft.deps().size());
        }
        if (draft.deps().stream().anyMatch(dep -> dep.author().equals(author))) {
            return refuse(Reason.INVALID, "an event follows its own log anyway: name only other authors' events");
        }
        return Optional.empty();
    }

    private static Optional<PublishException> refuse(Reason reason, String sentence) {
        return Optional.of(new PublishException(reason, sentence));
    }

    private static Future<List<EventRef>> translated(Throwable failure) {
        return Future.failedFuture(
                failure instanceof PublishException known
                        ? known
                        : new PublishException(Reason.CLOSED, "the store did not answer: " + failure.getMessage()));
    }
}
