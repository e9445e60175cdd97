package dev.tributary.agent.replication;

import dev.tributary.agent.identity.OwnLogGuard;
import dev.tributary.agent.log.ForkProof;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.storage.FencedLog;
import dev.tributary.agent.sync.LinkReport;
import dev.tributary.agent.sync.SyncEffect;
import dev.tributary.agent.sync.SyncEffect.AppendTicket;
import dev.tributary.agent.sync.SyncEffect.ReadTicket;
import dev.tributary.agent.sync.SyncEngine;
import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.plugin.PublishException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what the sync machine decides, and brings back what came of it. All on the sync verticle's event loop.
 */
final class SyncEffects implements SyncEffect.Driver {
    private static final Logger LOG = LoggerFactory.getLogger(SyncEffects.class);

    /** A link is not read any more while this much of it waits for the store. */
    private static final long PAUSE_BYTES = 8 * 1024 * 1024;

    /** What a proof takes while it is verified and stored, in times of its size. */
    private static final long PROOF_WEIGHT = 8;

    private final SyncVerticle.Parts parts;
    private final SyncEngine engine;
    private final Consumer<Runnable> act;
    private final LogLimits limits;
    private final Map<Long, Long> waiting = new HashMap<>();
    private Optional<FencedLog> ownLog = Optional.empty();
    private final Map<Long, Promise<Optional<Bytes>>> payloads = new HashMap<>();
    private long lastTicket;
    private boolean storeFailed;
    private Future<Void> lastSave = Future.succeededFuture();

    SyncEffects(SyncVerticle.Parts parts, SyncEngine engine, Consumer<Runnable> act, LogLimits limits) {
        this.parts = parts;
        this.engine = engine;
        this.act = act;
        this.limits = limits;
    }

    @Override
    public void send(long link, SyncMessage message) {
        parts.network().send(link, message);
    }

    @Override
    public void append(AppendTicket ticket, List<Bytes> runs) {
        waits(ticket.link(), ticket.bytes());
        parts.storage()
                .append(ticket.peer(), runs, ticket.terms())
                .onComplete(result -> act.accept(() -> {
                    done(ticket.link(), ticket.bytes());
                    if (result.succeeded()) {
                        engine.appended(ticket, result.result(), now());
                    } else {
                        LOG.debug("the store did not take {} bytes", ticket.bytes(), result.cause());
                        engine.appendFailed(ticket, problem(), now());
                    }
                }));
    }

    private void waits(long link, long bytes) {
        long before = waiting.getOrDefault(link, 0L);
        waiting.put(link, before + bytes);
        if (before < PAUSE_BYTES && before + bytes >= PAUSE_BYTES) {
            parts.network().pause(link);
        }
    }

    private void done(long link, long bytes) {
        Long before = waiting.get(link);
        if (before == null) {
            return;
        }
        long after = before - bytes;
        waiting.put(link, after);
        if (before >= PAUSE_BYTES && after < PAUSE_BYTES) {
            parts.network().resume(link);
        }
    }

    private Optional<String> problem() {
        Optional<String> problem = parts.storage().appendProblem();
        storeFailed |= problem.isPresent();
        return problem;
    }

    /** True once after the store takes runs again. */
    boolean storeRecovered() {
        boolean recovered = storeFailed && parts.storage().appendProblem().isEmpty();
        storeFailed &= !recovered;
        return recovered;
    }

    @Override
    public void read(ReadTicket ticket) {
        runs(ticket)
                .otherwise(failure -> {
                    LOG.warn(
                            "cannot read the log of {} after seq {}",
                            ticket.author().brief(),
                            ticket.afterSeq(),
                            failure);
                    return List.of();
                })
                .onSuccess(runs -> act.accept(() -> engine.read(ticket, runs, now())));
    }

    private Future<List<Bytes>> runs(ReadTicket ticket) {
        return ticket.packed()
                ? parts.storage().carriedRuns(ticket.author(), ticket.afterSeq(), ticket.untilSeq(), ticket.maxBytes())
                : parts.storage().runs(ticket.author(), ticket.afterSeq(), ticket.untilSeq(), ticket.maxBytes());
    }

    @Override
    public void close(long link, String reason, boolean penalty) {
        parts.network().close(link, reason, penalty);
    }

    @Override
    public void storeProof(long link, Bytes proof) {
        long bytes = PROOF_WEIGHT * proof.size();
        waits(link, bytes);
        Vertx.currentContext()
                .executeBlocking(() -> ForkProof.verify(proof, limits))
                .compose(verified -> {
                    act.accept(() -> verified.ifPresentOrElse(
                            valid -> engine.proofArrived(link, valid.author(), valid.cut()),
                            () -> engine.proofRefused(link)));
                    return verified.map(parts.storage()::addFork).orElseGet(() -> Future.succeededFuture(false));
                })
                .onComplete(stored -> done(link, bytes))
                .onFailure(e -> LOG.warn("cannot store a fork proof", e));
    }

    @Override
    public void readProof(long link, AuthorId author) {
        parts.storage()
                .forkProof(author)
                .onComplete(found -> act.accept(() -> {
                    Optional<ForkProof> proof =
                            found.otherwise(Optional.empty()).result();
                    engine.proofRead(link, author, proof.map(ForkProof::encoded));
                }));
    }

    @Override
    public void saveCursor(AuthorId peer, SyncMessage.Cursor cursor, long comparedAt) {
        lastSave = Cursors.save(parts.storage(), peer, new Cursors.Saved(cursor, now() - comparedAt, wallClock()));
        lastSave.onFailure(failure -> LOG.debug("cannot remember how far {} was followed", peer.brief(), failure));
    }

    /** Completes once the newest cursor is on disk; those before it then are too. */
    Future<?> saved() {
        return lastSave.otherwiseEmpty();
    }

    /** Looks for the payload of an event at linked peers; empty when none has it. */
    Future<Optional<Bytes>> payload(EventRef event) {
        long ticket = ++lastTicket;
        Promise<Optional<Bytes>> found = Promise.promise();
        payloads.put(ticket, found);
        act.accept(() -> {
            if (!engine.fetchPayload(ticket, event, now())) {
                payloads.remove(ticket);
                found.fail(new PublishException(
                        PublishException.Reason.BUSY, "Too many payloads are fetched already: try again later."));
            }
        });
        return found.future();
    }

    @Override
    public void payloadFound(long ticket, Optional<Bytes> payload) {
        Promise<Optional<Bytes>> waiting = payloads.remove(ticket);
        if (waiting != null) {
            waiting.complete(payload);
        }
    }

    @Override
    public void ownLogAhead(AuthorId peer, long seq) {
        ownLog.ifPresent(fence -> fence.claimed(peer, seq));
    }

    /** Another agent uses this one's key, as {@code witness} shows; the younger of the two leaves its peers. */
    void twin(AuthorId witness) {
        boolean leaves = ownLog.isPresent() && ownLog.get().twin(witness);
        if (leaves) {
            parts.network().peers().forEach(peer -> parts.network().forget(peer.key()));
        }
    }

    /** What keeps this agent from signing over its own past. */
    void guards(FencedLog fence) {
        ownLog = Optional.of(fence);
    }

    /** The guard looks at what the linked peers hold of the own log. */
    void look(List<LinkReport> links) {
        ownLog.ifPresent(fence -> fence.look(
                parts.network().peers().size(),
                links.stream()
                        .map(link -> new OwnLogGuard.Peer(
                                link.peer(),
                                link.ownLog().isPresent(),
                                link.ownLog().orElse(0)))
                        .toList()));
    }

    void forget(long link) {
        waiting.remove(link);
    }

    private static long wallClock() {
        return System.currentTimeMillis();
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
