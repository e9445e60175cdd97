package dev.tributary.agent.sync;

import dev.tributary.agent.sync.SyncMessage.Cursor;
import dev.tributary.agent.sync.SyncMessage.Hello;
import dev.tributary.agent.sync.SyncMessage.Interest;
import dev.tributary.agent.sync.SyncMessage.Response;
import dev.tributary.agent.sync.SyncMessage.Root;
import dev.tributary.agent.sync.SyncMessage.SpaceOffer;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One link: what both sides have said to each other so far.
 *
 * <pre>
 * opened --Hello sent--&gt; greeting --peer's Hello--&gt; running --closed--&gt; gone
 * </pre>
 *
 * While running, the session tells the peer what changed here (a push where the peer is known to hold the predecessor,
 * an advert otherwise), and keeps the proof: equal roots, or since when they differ without anything moving.
 */
final class SyncSession {
    private static final int PROTOCOL = 1;
    private static final int PUSH_BYTES = 256 * 1024;

    /** How long the roots may differ in silence before all is compared again; doubles up to {@link #MAX_REPAIR}. */
    private static final long FIRST_REPAIR = 1_000;

    private static final long MAX_REPAIR = 60_000;

    /** A root is told once nothing has changed for this long, and at the latest after five times that. */
    private static final long ROOT_QUIET = 200;

    /** A cursor is written to disk at most this often while the link lives, and once more when it ends. */
    private static final long CURSOR_EVERY = 60_000;

    private static final long NEVER = Long.MIN_VALUE;

    final long link;
    final AuthorId peer;
    final PeerHeads heads;
    final Serving serving;
    final Adverts adverts;

    private final SyncState state;
    private final Map<AuthorId, Long> proofsKnown = new HashMap<>();
    private List<Bytes> pushes = new ArrayList<>();
    private long pushBytes;

    private boolean running;
    private Bytes peerStore = Bytes.EMPTY;
    private boolean pushOwn;
    private Optional<Set<AuthorId>> interest = Optional.empty();

    private Root peerRoot = new Root(-1, Bytes.EMPTY);
    private long peerCounter;
    private boolean equal;
    private OptionalLong lastProof = OptionalLong.empty();
    private Root toldRoot = new Root(-1, Bytes.EMPTY);
    private long rootDue = Long.MAX_VALUE;
    private long rootLatest = Long.MAX_VALUE;
    private long movedAt;
    private long repairAfter = FIRST_REPAIR;
    private long repairs;
    private @Nullable Cursor savedCursor;
    private long cursorSavedAt = NEVER;

    SyncSession(SyncState state, long link, AuthorId peer, long now) {
        this.state = state;
        this.link = link;
        this.peer = peer;
        this.heads = new PeerHeads(state.own);
        this.serving = new Serving(state, link, heads);
        this.adverts = new Adverts(state, link, heads);
        this.movedAt = now;
        this.savedCursor = state.cursors.get(peer);
    }

    void greet(String agent, long wallClock) {
        SpaceOffer offer = new SpaceOffer(
                state.space, state.own.root(), state.own.counter(), Optional.ofNullable(state.cursors.get(peer)));
        toldRoot = offer.root();
        state.send(
                link,
                new Hello(
                        PROTOCOL,
                        PROTOCOL,
                        agent,
                        state.storeId,
                        Set.of(),
                        state.limits.frameBytes(),
                        List.of(offer),
                        wallClock));
    }

    /** The peer's first message. Answers with the reason when the two have nothing to say to each other. */
    Optional<String> hello(Hello hello, long now) {
        if (running) {
            return Optional.of("a second Hello");
        }
        if (hello.minProtocol() > PROTOCOL || hello.maxProtocol() < PROTOCOL) {
            return Optional.of("it speaks protocol " + hello.minProtocol() + " to " + hello.maxProtocol()
                    + ", this agent speaks " + PROTOCOL);
        }
        Optional<SpaceOffer> offer = hello.spaces().stream()
                .filter(space -> space.space().equals(state.space))
                .findFirst();
        if (offer.isEmpty()) {
            return Optional.of("it does not take part in space " + state.space.brief());
        }
        running = true;
        rootDue = now + state.limits.rootMillis();
        peerStore = hello.storeId();
        learnRoot(offer.get().root(), offer.get().counter(), now);
        // Even when the heads are the same: a peer that has not gone beyond the cut yet must not do so later.
        sendProofs();
        if (!equal) {
            adverts.cursor(offer.get().cursor());
            adverts.start();
        }
        return Optional.empty();
    }

    void interest(boolean wantOwn) {
        int push = wantOwn ? Interest.PUSH_OWN : Interest.PUSH_NONE;
        state.send(link, new Interest(state.space, Optional.empty(), push, true, List.of()));
    }

    boolean running() {
        return running;
    }

    void interested(Interest message) {
        interest = message.authors().map(HashSet::new);
        adverts.interest(interest);
        pushOwn = message.push() == Interest.PUSH_OWN;
        message.stop().forEach(serving::stop);
    }

    /** The peer's root became known. */
    void learnRoot(Root root, long counter, long now) {
        peerRoot = root;
        peerCounter = Math.max(peerCounter, counter);
        compareRoots(now);
    }

    /** Something moved on this link: an event, an advert with news, an answer. */
    void moved(long now) {
        movedAt = now;
        repairAfter = FIRST_REPAIR;
    }

    /** Compares again after either side's root changed. */
    void compareRoots(long now) {
        if (!running) {
            return;
        }
        boolean before = equal;
        equal = peerRoot.equals(state.own.root());
        if (equal) {
            lastProof = OptionalLong.of(now);
            moved(now);
            repairs = 0;
            heads.equal();
            serving.caughtUp();
            adverts.clear();
            follow(now);
            if (!toldRoot.equals(state.own.root())) {
                rootSoon(now);
            }
        } else if (before) {
            moved(now);
        }
    }

    private void follow(long now) {
        Cursor followed = new Cursor(peerStore, peerCounter);
        state.cursors.put(peer, followed);
        if (cursorSavedAt == NEVER || now - cursorSavedAt >= CURSOR_EVERY) {
            cursorSavedAt = now;
            saveCursor();
        }
    }

    /** How far the peer was followed is worth keeping: without it the next link begins with all heads. */
    void saveCursor() {
        Cursor followed = state.cursors.get(peer);
        if (followed != null && !followed.equals(savedCursor)) {
            savedCursor = followed;
            state.add(new SyncEffect.SaveCursor(peer, followed));
        }
    }

    /** A run became durable here. {@code encoded} is what may be pushed, empty for nothing. */
    void committed(SyncEffect.RunSpan span, Bytes encoded, boolean fromThisPeer, long now) {
        AuthorId author = span.author();
        if (fromThisPeer) {
            heads.holds(author, span.lastSeq());
            adverts.drop(author);
            return;
        }
        long known = heads.known(author);
        if (!running || known >= span.lastSeq() || serving.serves(author)) {
            return;
        }
        if (encoded.size() > 0 && pushes(author) && serving.writable() && known == span.firstSeq() - 1) {
            push(author, encoded);
            heads.holds(author, span.lastSeq());
        } else if (interest.map(wanted -> wanted.contains(author)).orElse(true)) {
            adverts.changed(author, now);
        }
    }

    private boolean pushes(AuthorId author) {
        return (pushOwn && author.equals(state.self)) || serving.follows(author);
    }

    private void push(AuthorId author, Bytes encoded) {
        if (serving.trails(author)) {
            state.send(link, new Response(state.space, 0, List.of(encoded), true));
            return;
        }
        if (pushBytes + encoded.size() > PUSH_BYTES) {
            flushPushes();
        }
        pushes.add(encoded);
        pushBytes += encoded.size();
    }

    void flushPushes() {
        if (!pushes.isEmpty()) {
            state.send(link, new Response(state.space, 0, pushes, false));
            pushes = new ArrayList<>();
            pushBytes = 0;
        }
    }

    /** The own root changed: the peer is told once it is quiet. */
    void rootSoon(long now) {
        if (!running) {
            return;
        }
        rootLatest = Math.min(rootLatest, now + 5 * ROOT_QUIET);
        rootDue = Math.min(now + ROOT_QUIET, rootLatest);
    }

    void sendProofs() {
        state.proofs.forEach(this::proof);
    }

    /** A proof is stored here: the peer hears of it once, unless it told us. */
    void proof(AuthorId author, Bytes proof) {
        long cut = state.cuts.getOrDefault(author, Long.MAX_VALUE);
        if (running && cut < proofsKnown.getOrDefault(author, Long.MAX_VALUE)) {
            proofsKnown.put(author, cut);
            state.send(link, new SyncMessage.Fork(state.space, proof));
        }
    }

    /** The peer holds a proof that cuts the author at {@code cut}. */
    void knowsProof(AuthorId author, long cut) {
        proofsKnown.merge(author, cut, Math::min);
    }

    void tick(long now) {
        if (!running) {
            return;
        }
        adverts.tick(now);
        serving.advance();
        if (now >= rootDue) {
            tellRoot(now);
        }
        if (!equal && now - movedAt >= repairAfter && !adverts.busy() && !serving.busy()) {
            repair(now);
        }
    }

    private void tellRoot(long now) {
        toldRoot = state.own.root();
        state.send(link, new SyncMessage.AdvertiseRoot(state.space, toldRoot, state.own.counter()));
        rootDue = now + state.limits.rootMillis();
        rootLatest = Long.MAX_VALUE;
    }

    /**
     * Roots differ and nothing moves: an advert or a push went astray, or a side refuses something. Compare all again.
     */
    private void repair(long now) {
        movedAt = now;
        repairAfter = Math.min(repairAfter * 2, MAX_REPAIR);
        if (repairs++ == 0 && heads.equalAt() != PeerHeads.UNKNOWN) {
            adverts.changesSince(heads.equalAt());
        } else {
            adverts.pages();
        }
        sendProofs();
        tellRoot(now);
    }

    long due() {
        if (!running) {
            return Long.MAX_VALUE;
        }
        long due = Math.min(rootDue, adverts.due());
        return equal ? due : Math.min(due, movedAt + repairAfter);
    }

    boolean equal() {
        return equal;
    }

    OptionalLong lastProof() {
        return lastProof;
    }

    /** When something last moved on this link. */
    long movedAt() {
        return movedAt;
    }

    /** The peer has told all that changed in its store up to {@code counter}. */
    void followed(long counter) {
        peerCounter = Math.max(peerCounter, counter);
    }
}
