package dev.tributary.agent.storage;

import dev.tributary.agent.SystemWords;
import dev.tributary.agent.identity.FenceCheck;
import dev.tributary.agent.identity.FenceFile;
import dev.tributary.agent.identity.FenceRecord;
import dev.tributary.agent.identity.OwnLogGuard;
import dev.tributary.agent.identity.OwnLogGuard.State;
import dev.tributary.api.host.AgentException;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.plugin.PublishException;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The own log behind its fence: keeps the fence file in step with the store, and the state that says whether this agent
 * signs. Safe from any thread.
 */
public final class FencedLog implements OwnLog, Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(FencedLog.class);

    private final FenceFile file;
    private final OwnLogGuard guard;
    private FenceRecord record;
    private Optional<AuthorHead> head;
    private boolean dirty;
    private boolean forcing;
    private boolean broken;
    private final ClaimWords claim = new ClaimWords(Clock.systemUTC());
    private volatile boolean listening;
    private volatile Now now;

    /** A state and one sentence about it, empty for {@link State#NORMAL}. */
    public record Now(State state, String reason) {
        /** All is well. */
        public static final Now NORMAL = new Now(State.NORMAL, "");
    }

    private FencedLog(FenceFile file, FenceRecord record, OwnLogGuard guard, Optional<AuthorHead> head) {
        this.head = head;
        this.file = file;
        this.record = record;
        this.guard = guard;
        this.now = new Now(guard.state(), guard.reason());
        this.listening = guard.isListening();
    }

    /**
     * Takes the fence into use: it is written and forced before this returns.
     *
     * @throws AgentException when it cannot be written
     */
    static FencedLog take(FenceFile file, FenceCheck check, FenceCheck.Store store) {
        boolean ahead = check.goalSeq() >= store.head().map(AuthorHead::seq).orElse(0L);
        FenceRecord first = new FenceRecord(
                store.author(),
                store.space(),
                store.storeId(),
                store.openings(),
                ahead ? check.goalSeq() : store.head().map(AuthorHead::seq).orElse(0L),
                ahead ? check.goalHash() : store.head().map(AuthorHead::hash).orElse(EventHash.NONE),
                check.complete());
        OwnLogGuard guard = new OwnLogGuard(check, store.peers(), clock());
        if (store.cut()) {
            guard.cut();
        } else if (store.peers() && store.head().isPresent()) {
            guard.listen();
        }
        FencedLog log = new FencedLog(file, first, guard, store.head());
        try {
            log.save(first);
        } catch (IOException e) {
            throw new AgentException(
                    "the fence file " + file.path() + " cannot be written (" + SystemWords.why(e)
                            + "): make its folder writable for this user, or name another place outside the data "
                            + "directory with identity.fence",
                    e);
        }
        if (!check.warning().isEmpty()) {
            LOG.warn(check.warning());
        }
        log.tell(Now.NORMAL);
        return log;
    }

    /** The store counts one opening more, durably; from now on the fence knows it. */
    synchronized void opened(long openings) throws IOException {
        save(new FenceRecord(
                record.author(),
                record.space(),
                record.storeId(),
                openings,
                record.seq(),
                record.hash(),
                record.settled()));
    }

    /** Whether this agent signs, and why not. */
    public Now now() {
        return now;
    }

    @Override
    public boolean holds() {
        return listening || now.state() == State.RECOVERING;
    }

    @Override
    public Optional<PublishException> refusal() {
        Now current = now;
        return current.state() == State.FENCED
                ? Optional.of(new PublishException(PublishException.Reason.RECOVERING, current.reason()))
                : Optional.empty();
    }

    @Override
    public synchronized void reached(AuthorHead newest) {
        head = Optional.of(newest);
        if (newest.seq() > record.seq()) {
            record = record.reaching(newest.seq(), newest.hash());
            dirty = true;
            // A write into a file that is being forced waits for the disk, and so would the writer of the store.
            if (!forcing) {
                write();
            }
        }
    }

    private void write() {
        try {
            file.write(record);
        } catch (IOException e) {
            broken(e);
            changed();
        }
    }

    /** What is in the store is safe, but nobody would notice any more if it were set back. */
    private void broken(IOException failure) {
        broken = true;
        guard.fence(
                "its fence file " + file.path() + " cannot be written (" + SystemWords.why(failure) + ")",
                "repair that, then start it again");
    }

    @Override
    public synchronized void arrived(AuthorId peer) {
        guard.doubt(peer, clock());
        changed();
    }

    /** A peer says that it holds the own log up to {@code seq}, which is more than is here. */
    public synchronized void claimed(AuthorId peer, long seq) {
        guard.claim(peer, seq, clock());
        changed();
    }

    /** A fork has cut the log of {@code author}; when that is the own one, no state of it is left to be told. */
    synchronized void cut(AuthorId author) {
        if (author.equals(record.author())) {
            guard.cut();
            listening = false;
            now = Now.NORMAL;
        }
    }

    /** Another agent uses this key, as {@code witness} shows; true when this is the younger, which stops for good. */
    public synchronized boolean twin(AuthorId witness) {
        boolean younger = guard.twin(witness, clock());
        changed();
        return younger;
    }

    /** What the linked peers hold of the own log. */
    public synchronized void look(int peers, List<OwnLogGuard.Peer> linked) {
        guard.look(new OwnLogGuard.View(peers, head, linked), clock());
        changed();
    }

    /** After the guard may have changed its mind: what is durable follows before anybody signs. */
    private void changed() {
        listening = guard.isListening();
        Now before = now;
        String open = claim.sentence();
        boolean left = claim.look(guard.claim(), head.map(AuthorHead::seq).orElse(0L));
        Now next = new Now(guard.state(), guard.reason() + claim.sentence());
        if (next.equals(before)) {
            return;
        }
        boolean complete = next.state() == State.NORMAL;
        if (record.settled() != complete && !broken) {
            try {
                save(record.settled(complete));
            } catch (IOException e) {
                broken(e);
                next = new Now(guard.state(), guard.reason());
            }
        }
        now = next;
        tell(before);
        if (complete && !open.isEmpty()) {
            LOG.warn("The linked peers know of no more of the own log, so this agent signs again.{}", open);
        } else if (left && before.state() == next.state()) {
            LOG.warn(next.reason());
        }
    }

    private void tell(Now before) {
        Now current = now;
        if (current.state() == before.state()) {
            return;
        }
        switch (current.state()) {
            case NORMAL -> LOG.info("The own log is complete, at seq {}: this agent signs again.", record.seq());
            case RECOVERING -> LOG.warn(current.reason());
            case FENCED -> LOG.error(current.reason());
        }
    }

    private void save(FenceRecord next) throws IOException {
        record = next;
        file.write(next);
        file.force();
        dirty = false;
    }

    /** True when something was written that no force has reached. */
    synchronized boolean isDirty() {
        return dirty && !broken;
    }

    /** Makes durable what was written since the last time; writing goes on meanwhile. */
    void force() {
        beginForce();
        Optional<IOException> failure = Optional.empty();
        try {
            file.force();
        } catch (IOException e) {
            failure = Optional.of(e);
        }
        endForce(failure);
    }

    synchronized void beginForce() {
        dirty = false;
        forcing = true;
    }

    synchronized void endForce(Optional<IOException> failure) {
        forcing = false;
        if (failure.isPresent()) {
            broken(failure.get());
            changed();
        } else if (dirty) {
            write();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        if (forcing && isDirty()) {
            file.write(record);
        }
        file.force();
        file.close();
    }

    private static long clock() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
