package dev.tributary.agent.storage;

import dev.tributary.agent.Addresses;
import dev.tributary.agent.log.ForkProof;
import dev.tributary.api.plugin.PublishException;
import dev.tributary.api.plugin.PublishException.Reason;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The single writer's thread. Whatever has been asked by the time the thread is free again shares one force: a request
 * is only put down, and the commit is scheduled behind the requests that wait on this context already.
 *
 * <p>Runs on a worker of its own; the thread is never interrupted, since that would close the segment under it.
 */
final class WriterVerticle extends VerticleBase {
    static final String ADDRESS = "tributary.storage.write";

    /** A commit is closed at this size, so that one does not hold up the others for long: larger ones are no faster. */
    private static final long COMMIT_BYTES = 1024 * 1024;

    private static final long EXPIRE_MILLIS = 10_000;
    private static final long LOOK_MILLIS = 500;

    private static final Logger LOG = LoggerFactory.getLogger(WriterVerticle.class);

    private final LogWriter writer;
    private final StorageCounts counts;
    private final InstantSource clock;
    private final Deque<Work<?>> queue = new ArrayDeque<>();
    private final Deque<Work<?>> held = new ArrayDeque<>();
    private final Optional<FencedLog> fence;
    private Optional<FenceForces> forces = Optional.empty();
    private boolean scheduled;
    private boolean stopped;
    private String problemTold = "";
    private boolean ownStopped;

    WriterVerticle(OpenStore store) {
        this.writer = store.writer();
        this.counts = store.counts();
        this.clock = store.options().clock();
        this.fence = store.fence();
    }

    @Override
    public Future<?> start() {
        vertx.setPeriodic(EXPIRE_MILLIS, id -> counts.pending(writer.expirePending(clock.millis())));
        forces = fence.map(own -> new FenceForces(vertx, own));
        vertx.setPeriodic(LOOK_MILLIS, id -> look());
        look();
        return vertx.eventBus()
                .<WriteRequest<?>>localConsumer(ADDRESS, this::take)
                .completion();
    }

    private void take(Message<WriteRequest<?>> message) {
        Work<?> work = new Work<>(message.body(), message, System.nanoTime());
        if (stopped) {
            work.close();
            return;
        }
        queue.add(work);
        schedule();
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            context.runOnContext(nothing -> {
                scheduled = false;
                if (stopped) {
                    return;
                }
                commit();
                if (!queue.isEmpty()) {
                    schedule();
                }
            });
        }
    }

    private void commit() {
        List<Work<?>> batch = new ArrayList<>();
        long now = clock.millis();
        while (!queue.isEmpty() && writer.stagedBytes() < COMMIT_BYTES) {
            Work<?> work = queue.remove();
            work.begin(writer, now);
            batch.add(work);
        }
        IOException failure = null;
        try {
            Committed committed = writer.commit(now);
            if (!committed.runs().isEmpty() || !committed.forks().isEmpty()) {
                committed.forks().forEach(this::tellOfFork);
                Addresses.COMMITTED.publish(vertx, committed);
            }
        } catch (IOException e) {
            failure = e;
        }
        tell(failure == null ? null : failure.getCause());
        counts.pending(writer.expirePending(now));
        held.addAll(batch);
        answer(failure);
        forces.ifPresent(FenceForces::soon);
    }

    /** Publishers whose events are not signed yet stay. */
    private void answer(@Nullable IOException failure) {
        for (int left = held.size(); left > 0; left--) {
            Work<?> work = held.remove();
            if (failure == null && work.waits()) {
                held.add(work);
            } else {
                work.end(failure);
                counts.acknowledged(System.nanoTime() - work.since);
            }
        }
    }

    private void look() {
        counts.free(writer.lookForSpace());
        tell(null);
        if (!held.isEmpty()) {
            schedule();
        }
    }

    /** Says once when writing stops and when it goes on. */
    private void tell(@Nullable Throwable cause) {
        String problem = writer.othersProblem();
        if (problem.equals(problemTold)) {
            return;
        }
        boolean ownWaited = ownStopped;
        ownStopped = !writer.problem().isEmpty();
        problemTold = problem;
        if (problem.isEmpty()) {
            LOG.info("There is space on the disk again: everything is stored as before.");
        } else if (writer.problem().isEmpty()) {
            LOG.warn(ownWaited ? "This agent's own events are stored again. " + problem : problem);
        } else {
            // Where in here a full disk was noticed helps nobody.
            LOG.error(problem, cause instanceof DiskFullException ? null : cause);
        }
    }

    private void tellOfFork(ForkProof proof) {
        fence.ifPresent(own -> own.cut(proof.author()));
        LOG.error(
                "Agent {} has signed two histories, which differ from seq {} on: its log ends at {} on all agents. "
                        + "Was its data restored from a backup, or copied to a second machine?",
                proof.author(),
                proof.seq(),
                proof.cut());
    }

    @Override
    public Future<?> stop() {
        while (!queue.isEmpty()) {
            commit();
        }
        held.forEach(Work::close);
        stopped = true;
        return forces.map(FenceForces::close).orElseGet(Future::succeededFuture);
    }

    /** One request on its way to an answer. */
    private static final class Work<T> {
        private final WriteRequest<T> request;
        private final Message<?> message;
        private final long since;
        private WriteRequest.@Nullable Answer<T> answer;
        private @Nullable Exception failure;

        Work(WriteRequest<T> request, Message<?> message, long since) {
            this.request = request;
            this.message = message;
            this.since = since;
        }

        void begin(LogWriter writer, long now) {
            try {
                answer = request.applyTo(writer, now);
            } catch (IOException | RuntimeException e) {
                failure = e;
            }
        }

        void close() {
            failure = new PublishException(Reason.CLOSED, "This agent was stopped before this was stored: try again.");
            end(null);
        }

        boolean waits() {
            var given = answer;
            return given != null && !given.isReady();
        }

        void end(@Nullable IOException commitFailure) {
            WriteRequest.Answer<T> supplier = answer;
            Outcome<T> outcome;
            if (failure != null || supplier == null) {
                outcome = Outcome.failed(failure == null ? new IllegalStateException("no answer") : failure);
            } else if (commitFailure != null) {
                String sentence = String.valueOf(commitFailure.getMessage());
                outcome = Outcome.failed(new PublishException(Reason.READ_ONLY, sentence));
            } else {
                outcome = answer(supplier);
            }
            message.reply(outcome, BusStorage.options());
        }

        private static <T> Outcome<T> answer(WriteRequest.Answer<T> supplier) {
            try {
                return Outcome.of(supplier.get());
            } catch (PublishException e) {
                return Outcome.failed(e);
            }
        }
    }
}
