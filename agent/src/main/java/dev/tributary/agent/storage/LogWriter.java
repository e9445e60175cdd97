package dev.tributary.agent.storage;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.EventRules;
import dev.tributary.agent.log.EventSigner;
import dev.tributary.agent.log.ForkProof;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.PendingBuffer;
import dev.tributary.agent.log.Run;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.log.RunPacker;
import dev.tributary.agent.log.Terms;
import dev.tributary.agent.log.Verdict;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.model.SpaceId;
import dev.tributary.api.plugin.PublishException;
import dev.tributary.api.plugin.PublishException.Reason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The single writer: collects drafts, runs from peers, proofs and values, and makes them durable with one force.
 *
 * <pre>
 * publish, append, addFork, putState ... commit     what is collected counts for the rules at once, for others after
 * </pre>
 *
 * Pure but for its store: no thread, no clock. One thread uses it. After the first failed commit it is read-only for
 * good; only a full disk is waited for.
 */
public final class LogWriter {
    private final Parts parts;
    private final RunCodec codec;
    private final RunPacker packer = new RunPacker();
    private final EventRules rules;
    private final RunRepair repair;
    private final PendingBuffer pending;
    private final List<Ticket> tickets = new ArrayList<>();
    private final WriteHealth health = new WriteHealth();
    private final OwnLog ownLog;
    private final Room room;
    private Staged staged;
    private long waitingEvents;
    private long waitingBytes;

    /**
     * What a writer works with.
     *
     * @param store where commits go
     * @param book what is durable: as {@link LogStore#load} filled it
     * @param space which logs
     * @param signer the own author
     * @param policy which others may write
     * @param packs whether own runs are packed where that pays
     * @param limits of the log
     * @param meter hears what happens
     */
    public record Parts(
            LogStore store,
            LogBook book,
            SpaceId space,
            EventSigner signer,
            AuthorPolicy policy,
            boolean packs,
            LogLimits limits,
            StorageMeter meter) {}

    /** A writer that goes on where the store ends. */
    public LogWriter(Parts parts) throws IOException {
        this(parts, new EventRules(parts.space(), parts.limits()), OwnLog.FREE);
    }

    LogWriter(Parts parts, EventRules rules, OwnLog ownLog) throws IOException {
        this(parts, rules, ownLog, new RetentionRules(parts.signer().author(), List.of()));
    }

    LogWriter(Parts parts, EventRules rules, OwnLog ownLog, RetentionRules retention) throws IOException {
        this.parts = parts;
        this.room = new Room(retention, parts.book());
        this.ownLog = ownLog;
        this.codec = new RunCodec(parts.limits());
        this.rules = rules;
        this.repair = new RunRepair(parts.store(), parts.space(), rules, codec);
        this.pending = new PendingBuffer(parts.limits());
        this.staged = new Staged(parts, codec);
        staged.findCutHeads();
    }

    /**
     * Takes drafts that will stand next to each other, all or none; their seqs follow those of earlier calls.
     *
     * @throws PublishException when a draft breaks a limit or nothing can be written
     */
    public Ticket publish(List<EventDraft> drafts) {
        return publish(drafts, List.of());
    }

    /**
     * As {@link #publish(List)}; the values are set in the same moment: after any crash both are there, or neither.
     *
     * @throws PublishException also when the drafts do not fit one run and there are values
     * @throws IllegalArgumentException when a value is beyond the bounds of the small state
     */
    public Ticket publish(List<EventDraft> drafts, List<StoreRecord.NewState> values) {
        refuseWhenReadOnly();
        if (drafts.isEmpty() || drafts.size() > parts.limits().runEvents()) {
            throw new PublishException(
                    Reason.INVALID,
                    "One call publishes 1 to " + parts.limits().runEvents() + " events, this has " + drafts.size()
                            + ".");
        }
        ownEnd().ifPresent(reason -> {
            throw reason;
        });
        for (EventDraft draft : drafts) {
            codec.validate(draft).ifPresent(LogWriter::refuse);
        }
        checkValues(drafts, values);
        room.refusal(staged, waitingEvents, waitingBytes).ifPresent(refusal -> {
            throw refusal;
        });
        Ticket ticket = new Ticket(drafts, values);
        tickets.add(ticket);
        count(ticket);
        return ticket;
    }

    private void count(Ticket ticket) {
        waitingEvents += ticket.drafts().size();
        ticket.drafts().forEach(draft -> waitingBytes += draft.payload().size());
    }

    private void recount() {
        waitingEvents = 0;
        waitingBytes = 0;
        tickets.forEach(this::count);
    }

    private void checkValues(List<EventDraft> drafts, List<StoreRecord.NewState> values) {
        if (values.isEmpty()) {
            return;
        }
        if (codec.fitting(drafts, 0) < drafts.size()) {
            throw new PublishException(
                    Reason.TOO_LARGE,
                    "Events that are published together with values must fit one run of "
                            + parts.limits().runBytes() + " bytes: publish fewer.");
        }
        long before = staged.stateBytes();
        for (Ticket waiting : tickets) {
            before += Staged.size(waiting.values());
        }
        for (StoreRecord.NewState value : values) {
            StateLimits.STANDARD.check(parts.book(), before, value.entry());
            before += Staged.size(List.of(value));
        }
    }

    /** Why nothing may be signed, now or for good. */
    private Optional<PublishException> ownEnd() {
        return ownCut().or(ownLog::refusal);
    }

    private Optional<PublishException> ownCut() {
        OptionalLong cut = staged.cut(parts.signer().author());
        return cut.isEmpty()
                ? Optional.empty()
                : Optional.of(new PublishException(
                        Reason.FROZEN,
                        "This agent's key has signed two histories and its log is cut at seq " + cut.getAsLong()
                                + ": nothing can be published with it any more."));
    }

    private static void refuse(Verdict verdict) {
        if (verdict instanceof Verdict.TooLarge large) {
            throw new PublishException(Reason.TOO_LARGE, "Not published: " + large.what() + ".");
        }
        String what = verdict instanceof Verdict.NotCanonical other ? other.what() : verdict.word();
        throw new PublishException(Reason.INVALID, "Not published: " + what + ".");
    }

    private void refuseWhenReadOnly() {
        refuseBecauseOf(health.problem());
    }

    private static void refuseBecauseOf(String problem) {
        if (!problem.isEmpty()) {
            throw new PublishException(Reason.READ_ONLY, problem);
        }
    }

    /**
     * Offers runs that {@code peer} sent at {@code now}; the verdicts hold once the commit succeeds.
     *
     * @throws PublishException when the disk has no space for logs of others, or nothing can be written
     */
    public List<Verdict> append(AuthorId peer, List<Bytes> runs, long now) throws IOException {
        return append(peer, runs, Terms.ANY, now);
    }

    /** As {@link #append(AuthorId, List, long)}, on {@code terms}. */
    public List<Verdict> append(AuthorId peer, List<Bytes> runs, Terms terms, long now) throws IOException {
        lookForSpace();
        refuseBecauseOf(health.othersProblem());
        return offer(peer, runs, terms, now);
    }

    /**
     * Takes a run of this agent that is signed already. Space for own events is enough.
     *
     * @throws PublishException when nothing can be written
     */
    void appendOwn(Bytes run, long now) throws IOException {
        lookForSpace();
        refuseWhenReadOnly();
        offer(parts.signer().author(), List.of(run), Terms.ANY, now);
    }

    private List<Verdict> offer(AuthorId peer, List<Bytes> runs, Terms terms, long now) throws IOException {
        List<Verdict> verdicts = new ArrayList<>(runs.size());
        for (Bytes run : runs) {
            verdicts.add(offer(peer, run, terms, now));
        }
        return verdicts;
    }

    private Verdict offer(AuthorId peer, Bytes encoded, Terms terms, long now) throws IOException {
        RunCodec.Decoded decoded = codec.decode(encoded);
        Verdict verdict = decoded.run().isPresent()
                ? take(peer, decoded.run().get(), terms, now)
                : decoded.verdict().orElseThrow();
        if (verdict instanceof Verdict.Accepted accepted) {
            takeWaiting(accepted.run().author(), now);
        } else {
            parts.meter().rejected(verdict.word());
        }
        return verdict;
    }

    /** An own event without its payload is of use only when nobody has it whole, or it was deleted here. */
    private Verdict take(AuthorId peer, Run run, Terms terms, long now) throws IOException {
        boolean own = run.author().equals(parts.signer().author());
        if (!run.hasPayloads()
                && !terms.takesBare(run.author(), own)
                && !parts.book().deleted().explains(run)) {
            return new Verdict.PayloadsMissing();
        }
        Optional<Verdict> repaired = repair.offer(run, staged);
        return repaired.isPresent() ? repaired.get() : judge(peer, run, terms, now);
    }

    private Verdict judge(AuthorId peer, Run run, Terms terms, long now) throws IOException {
        Verdict verdict = rules.check(run, staged);
        staged.throwReadFailure();
        boolean more = verdict instanceof Verdict.Accepted || verdict instanceof Verdict.Gap;
        if (more && !run.author().equals(parts.signer().author()) && room.isFull(run.author(), staged)) {
            return new Verdict.NoRoom();
        }
        if (verdict instanceof Verdict.Gap gap && terms.mayBegin(run.author(), gap.expectedSeq() - 1)) {
            // It is signed, or the verdict would be another one: what it names as its predecessor is the prune point.
            verdict = new Verdict.Accepted(codec.trust(parts.space(), run));
            staged.begin(run.author(), run.firstSeq());
        }
        if (verdict instanceof Verdict.Accepted accepted) {
            staged.add(accepted.run(), Optional.of(peer));
            AuthorId self = parts.signer().author();
            if (run.author().equals(self) && !peer.equals(self)) {
                ownLog.arrived(peer);
            }
        } else if (verdict instanceof Verdict.Gap) {
            pending.offer(peer, run, now);
        } else if (verdict instanceof Verdict.Forked forked) {
            prove(forked, now);
        }
        return verdict;
    }

    /** Appends what was waiting for the author's new head. */
    private void takeWaiting(AuthorId author, long now) throws IOException {
        Optional<PendingBuffer.Waiting> next;
        do {
            next = pending.ready(
                    author, staged.head(author).map(AuthorHead::seq).orElse(0L));
            if (next.isPresent()) {
                take(next.get().peer(), next.get().run(), Terms.ANY, now);
            }
        } while (next.isPresent());
    }

    /** Drops runs that have waited for their predecessor too long; returns how many events still wait. */
    public int expirePending(long now) {
        pending.expire(now);
        return pending.stats().events();
    }

    /** Two histories met here: the author's own signatures prove it. */
    private void prove(Verdict.Forked forked, long now) throws IOException {
        Run other = forked.other().run();
        Optional<CheckedRun> ours = staged.runWith(other.author(), forked.seq());
        Optional<ForkProof> proof = ours.flatMap(run -> ForkProof.of(parts.space(), run.run(), other, parts.limits()));
        if (proof.isPresent()) {
            freeze(proof.get(), now);
        }
    }

    /** Takes a proof; true when it is valid and new, or lowers the cut. Of strangers only so many are taken. */
    public boolean addFork(ForkProof proof, long now) throws IOException {
        boolean valid = staged.takes(proof)
                && proof.space().equals(parts.space())
                && ForkProof.verify(proof.encoded(), parts.limits())
                        .filter(proof::equals)
                        .isPresent();
        if (valid) {
            freeze(proof, now);
        }
        return valid;
    }

    private void freeze(ForkProof proof, long now) throws IOException {
        staged.addFork(proof, now);
        pending.forget(proof.author());
    }

    /**
     * Sets or removes a value.
     *
     * @throws IllegalArgumentException when it is beyond the bounds of the small state
     */
    public void putState(String owner, String key, Optional<Bytes> value) {
        StoreRecord.NewState change = new StoreRecord.NewState(owner, key, value);
        StateLimits.STANDARD.check(parts.book(), staged.stateBytes(), change.entry());
        staged.add(change);
    }

    /**
     * Deletes the payload of a stored event, for good: no reader sees it from the commit on, and it leaves the disk
     * soon after.
     *
     * @return false when that was done before
     * @throws IllegalArgumentException with a sentence when no more deletions can be remembered
     */
    public boolean deletePayload(AuthorId author, long seq) {
        return staged.deletePayload(author, seq);
    }

    /** Encoded bytes that wait for the commit, roughly: for whoever decides when to commit. */
    public long stagedBytes() {
        return staged.bytes();
    }

    /**
     * Numbers and signs what was published, makes everything durable with one force, and tells what it was. After an
     * {@link IOException} nothing of it counts and nothing more is taken: for good, or until {@link #lookForSpace}
     * found space where there was none.
     *
     * @param now the time that new events carry, Unix milliseconds
     */
    public Committed commit(long now) throws IOException {
        List<Ticket> waiting = ready(now);
        Staged committing = staged;
        boolean nothing = waiting.isEmpty() && tickets.isEmpty() && committing.isEmpty();
        if (!nothing && !problem().isEmpty()) {
            giveUp();
            throw new IOException(problem());
        }
        try {
            sign(waiting, now);
            if (!committing.isEmpty()) {
                commit(committing);
            }
        } catch (DiskFullException e) {
            health.full(committing.bytes());
            giveUp();
            throw new IOException(problem(), e);
        } catch (IOException | RuntimeException e) {
            health.failed(e);
            giveUp();
            throw new IOException(problem(), e);
        }
        Committed committed = committing.apply();
        parts.book().head(parts.signer().author()).ifPresent(own -> ownLog.reached(own.head()));
        waiting.forEach(Ticket::commit);
        room.look(committed.runs());
        staged = new Staged(parts, codec);
        return committed;
    }

    /** Nothing that was taken counts: whoever waits is told so and must not see it signed later. */
    private void giveUp() {
        staged = new Staged(parts, codec);
        tickets.clear();
        recount();
    }

    /** What is to be signed in this commit; while the own log may be incomplete, that waits, but not for ever. */
    private List<Ticket> ready(long now) {
        if (ownLog.holds()) {
            tickets.removeIf(ticket -> ticket.waitedTooLong(now));
            recount();
            return List.of();
        }
        List<Ticket> ready = List.copyOf(tickets);
        tickets.clear();
        recount();
        return ready;
    }

    private void commit(Staged committing) throws IOException {
        long free = parts.store().freeBytes();
        if (free < WriteHealth.OWN_BYTES + committing.bytes()) {
            throw new DiskFullException("the disk has only " + free + " bytes left");
        }
        parts.store().commit(committing.records());
    }

    /**
     * Events that were published one by one share a run, and so a signature, as far as one run goes. When the own log
     * was cut after they were taken, signing them would make one history more: they are refused.
     */
    private void sign(List<Ticket> waiting, long now) {
        Optional<PublishException> refusal = ownEnd();
        if (refusal.isPresent()) {
            waiting.forEach(ticket -> ticket.refuse(refusal.get()));
            return;
        }
        List<EventDraft> drafts = new ArrayList<>();
        List<Ticket> owners = new ArrayList<>();
        for (Ticket ticket : waiting) {
            if (!ticket.values().isEmpty()) {
                sign(drafts, owners, now);
                drafts.clear();
                owners.clear();
            }
            for (EventDraft draft : ticket.drafts()) {
                drafts.add(draft);
                owners.add(ticket);
            }
            if (!ticket.values().isEmpty()) {
                staged.add(new StoreRecord.NewValues(ticket.values()));
                sign(drafts, owners, now);
                drafts.clear();
                owners.clear();
            }
        }
        sign(drafts, owners, now);
    }

    /** Signs drafts in as few runs as they fit. */
    private void sign(List<EventDraft> drafts, List<Ticket> owners, long now) {
        AuthorId own = parts.signer().author();
        int from = 0;
        while (from < drafts.size()) {
            int count = codec.fitting(drafts, from);
            Optional<AuthorHead> head = staged.head(own);
            long firstSeq = head.map(AuthorHead::seq).orElse(0L) + 1;
            CheckedRun run = codec.sign(parts.space(), parts.signer(), head, now, drafts.subList(from, from + count));
            staged.add(parts.packs() ? packer.pack(run) : run, Optional.empty());
            for (int i = 0; i < count; i++) {
                owners.get(from + i).number(new EventRef(own, firstSeq + i, run.hash(i)));
            }
            from += count;
        }
    }

    /** What is durable between two commits. */
    public StoreSnapshot snapshot() {
        LogBook book = parts.book();
        return new StoreSnapshot(parts.store().storeId(), book.statuses(), book.states());
    }

    /** One sentence about why nothing is written any more, empty while all is well. Safe from any thread. */
    public String problem() {
        return health.problem();
    }

    /** One sentence about why runs of others are not taken, empty while they are. Safe from any thread. */
    public String othersProblem() {
        return health.othersProblem();
    }

    /** Which logs take nothing by their rule, the own one among them. Safe from any thread. */
    Room room() {
        return room;
    }

    /** Goes on, or stops, as the space on the disk allows; returns how many more bytes it takes. */
    long lookForSpace() {
        long free = parts.store().freeBytes();
        health.look(free);
        return free;
    }
}
