package dev.tributary.agent.network;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.EventSigner;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.Run;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.log.Verdict;
import dev.tributary.agent.sync.LinkReport;
import dev.tributary.agent.sync.SyncEffect;
import dev.tributary.agent.sync.SyncEngine;
import dev.tributary.agent.sync.SyncLimits;
import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.agent.sync.Wanted;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * A sync machine with a store in memory, which forces at once. Heads may be held without the events below them: reads
 * of those are never answered.
 */
final class PureAgent implements SyncEffect.Driver {
    final AuthorId author;
    final SyncEngine engine;
    final Map<AuthorId, SyncMessage.Cursor> cursors = new HashMap<>();
    final List<String> closed = new ArrayList<>();

    /** What came of payloads that were looked for. */
    final Map<Long, Optional<Bytes>> payloads = new HashMap<>();

    /** The first seq that is still kept, where that is not 1. */
    final Map<AuthorId, Long> firstKept = new HashMap<>();

    private final RunCodec codec = new RunCodec(LogLimits.STANDARD);
    private final Map<AuthorId, List<CheckedRun>> runs = new HashMap<>();
    private final Map<AuthorId, AuthorHead> heads = new TreeMap<>();
    private final List<SyncMessage> outbox = new ArrayList<>();
    private long position;
    private long now;

    PureAgent(AuthorId author, String store) {
        this.author = author;
        this.engine = new SyncEngine(
                new SyncEngine.Self(author, Frames.SPACE, Bytes.utf8(store), "pure"),
                SyncLimits.STANDARD,
                LogLimits.STANDARD);
    }

    /** Told before the first link: a head whose events are not here. */
    void hold(AuthorHead head) {
        heads.put(head.author(), head);
        engine.holds(head, ++position);
        engine.counter(position);
    }

    /** Told before the first link: a run with its events. */
    void hold(CheckedRun run) {
        runs.computeIfAbsent(run.author(), key -> new ArrayList<>()).add(run);
        hold(run.head());
    }

    /** A run of an author becomes durable here while links are up. */
    CheckedRun publish(EventSigner signer, int events) {
        CheckedRun run = sign(signer, Optional.ofNullable(heads.get(signer.author())), events);
        commit(run, Optional.empty());
        return run;
    }

    /** A run from elsewhere becomes durable here. */
    void publish(CheckedRun run) {
        commit(run, Optional.empty());
    }

    static CheckedRun sign(EventSigner signer, Optional<AuthorHead> after, int events) {
        List<EventDraft> drafts = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            drafts.add(EventDraft.text("pure.event", "event " + i));
        }
        return new RunCodec(LogLimits.STANDARD).sign(Frames.SPACE, signer, after, 1_700_000_000_000L, drafts);
    }

    private void commit(CheckedRun run, Optional<AuthorId> from) {
        runs.computeIfAbsent(run.author(), key -> new ArrayList<>()).add(run);
        heads.put(run.author(), run.head());
        position += run.count();
        SyncEffect.RunSpan span = new SyncEffect.RunSpan(run.author(), run.run().firstSeq(), run.count());
        engine.committed(
                List.of(new SyncEngine.Change(
                        span,
                        run.head().hash(),
                        position,
                        run.run().encoded(),
                        run.run().carried(),
                        from)),
                position,
                now);
    }

    /** The runs of an author as they are carried, in seq order. */
    List<Bytes> carried(AuthorId of) {
        return runs.getOrDefault(of, List.of()).stream()
                .map(run -> run.run().carried())
                .toList();
    }

    void wants(AuthorId peer, Wanted wanted) {
        engine.wants(peer, wanted);
    }

    void at(long time) {
        now = time;
        engine.tick(now);
    }

    long now() {
        return now;
    }

    Map<AuthorId, AuthorHead> heads() {
        return heads;
    }

    LinkReport report() {
        return engine.reports(now).get(0);
    }

    /** True when the newest link is proven in sync. */
    boolean inSync() {
        List<LinkReport> reports = engine.reports(now);
        return !reports.isEmpty() && reports.get(0).equal();
    }

    /** Carries out what is to be done, and takes what is to be sent. */
    void drain(BiConsumer<PureAgent, SyncMessage> send) {
        for (List<SyncEffect> todo = engine.drain(); !todo.isEmpty(); todo = engine.drain()) {
            todo.forEach(effect -> effect.applyTo(this));
        }
        outbox.forEach(message -> send.accept(this, message));
        outbox.clear();
    }

    @Override
    public void send(long link, SyncMessage message) {
        outbox.add(message);
    }

    @Override
    public void append(SyncEffect.AppendTicket ticket, List<Bytes> encoded) {
        List<Verdict> verdicts = new ArrayList<>();
        for (Bytes bytes : encoded) {
            CheckedRun run = codec.trust(Frames.SPACE, codec.decode(bytes).run().orElseThrow());
            long head = Optional.ofNullable(heads.get(run.author()))
                    .map(AuthorHead::seq)
                    .orElse(0L);
            if (!run.run().hasPayloads() && !ticket.terms().takesBare(run.author(), false)) {
                verdicts.add(new Verdict.PayloadsMissing());
            } else if (run.run().firstSeq() == head + 1) {
                commit(run, Optional.of(ticket.peer()));
                verdicts.add(new Verdict.Accepted(run));
            } else {
                verdicts.add(run.run().firstSeq() > head ? new Verdict.Gap(head + 1) : new Verdict.Duplicate());
            }
        }
        engine.appended(ticket, verdicts, now);
    }

    @Override
    public void read(SyncEffect.ReadTicket ticket) {
        if (!runs.containsKey(ticket.author())) {
            return;
        }
        List<Bytes> found = new ArrayList<>();
        for (CheckedRun run : runs.getOrDefault(ticket.author(), List.of())) {
            boolean kept = run.run().firstSeq() >= firstKept.getOrDefault(ticket.author(), 1L);
            if (kept && run.run().lastSeq() > ticket.afterSeq() && run.run().firstSeq() <= ticket.untilSeq()) {
                Run rest = codec.rest(run, Math.max(run.run().firstSeq(), ticket.afterSeq() + 1));
                found.add(ticket.packed() ? rest.carried() : rest.encoded());
            }
        }
        engine.read(ticket, found, now);
    }

    @Override
    public void close(long link, String reason, boolean penalty) {
        closed.add(reason);
    }

    @Override
    public void payloadFound(long ticket, Optional<Bytes> payload) {
        payloads.put(ticket, payload);
    }

    @Override
    public void storeProof(long link, Bytes proof) {
        throw new IllegalStateException("no proof is expected here");
    }

    @Override
    public void readProof(long link, AuthorId of) {
        throw new IllegalStateException("no proof is expected here");
    }

    @Override
    public void saveCursor(AuthorId peer, SyncMessage.Cursor cursor, long comparedAt) {
        cursors.put(peer, cursor);
    }
}
