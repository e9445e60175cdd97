package dev.tributary.agent.sync;

import dev.tributary.agent.sync.SyncMessage.AdvertiseRanges;
import dev.tributary.agent.sync.SyncMessage.Cursor;
import dev.tributary.agent.sync.SyncMessage.Hello;
import dev.tributary.agent.sync.SyncMessage.Interest;
import dev.tributary.agent.sync.SyncMessage.Root;
import dev.tributary.agent.sync.SyncMessage.SpaceOffer;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
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
    /** The capability word: comparisons of heads by ranges. */
    static final String RANGES = "ranges";

    /** The capability word: payloads are taken out where they are not wanted, and never where they are. */
    static final String HEADERS = "headers";

    /** The capability word: it is said what is here without payloads, and sent so to who asks for it. */
    static final String BARE = "bare";

    /** The capability word: requests for a part of a log. */
    static final String PARTS = "parts";

    /** The capability word: packed runs. */
    static final String ZSTD = "zstd";

    /** A root is told once nothing has changed for this long, and at the latest after five times that. */
    private static final long ROOT_QUIET = 200;

    /** A cursor is written to disk at most this often while the link lives, and once more when it ends. */
    private static final long CURSOR_EVERY = 60_000;

    private static final long NEVER = Long.MIN_VALUE;
    private static final Root UNTOLD = new Root(-1, Bytes.EMPTY);

    final long link;
    final AuthorId peer;
    final PeerHeads heads;
    final Serving serving;
    final ProofTalk proofs;
    final Adverts adverts;
    final Movement movement;
    final Confirms confirms;

    private final SyncState state;
    private final Pushes pushes;

    private boolean running;
    private boolean agreed;
    private Optional<NavigableSet<AuthorId>> agreedOn = Optional.empty();
    private final PeerInterest interest;
    private final Wanted wanted;
    private @Nullable Scope scope;
    private Bytes peerStore = Bytes.EMPTY;
    private Optional<Cursor> sentCursor = Optional.empty();
    private Optional<SpaceOffer> offer = Optional.empty();
    private boolean rangesKnown;
    private boolean unpacks;
    private boolean givesPayloads;

    private Root peerRoot = UNTOLD;
    private boolean rootTold;
    private long peerCounter;
    private boolean equal;
    private final SyncProof proof = new SyncProof();
    private Root greeted = UNTOLD;
    private Root toldRoot = UNTOLD;
    private long fullDue = Long.MAX_VALUE;
    private long rootDue = Long.MAX_VALUE;
    private long rootLatest = Long.MAX_VALUE;
    private @Nullable Cursor savedCursor;
    private long cursorSavedAt = NEVER;

    SyncSession(SyncState state, long link, AuthorId peer, long now) {
        this.state = state;
        this.link = link;
        this.peer = peer;
        this.interest = new PeerInterest(state.limits.authorsTracked());
        this.confirms = new Confirms(state, link, peer, interest);
        this.heads = new PeerHeads(state, confirms);
        Set<AuthorId> owed = new LinkedHashSet<>();
        this.serving = new Serving(state, link, peer, heads, owed);
        this.proofs = new ProofTalk(state, link, owed, serving::writable);
        this.pushes = new Pushes(state, link);
        this.wanted = state.wanted(peer);
        this.adverts = new Adverts(state, link, heads, interest, serving);
        this.movement = new Movement(now);
        this.savedCursor = state.cursors.get(peer);
    }

    /** Says who we are and, at once, what we want: the peer can begin when it has read both. */
    void greet(String agent, long wallClock, boolean pushOwn) {
        sentCursor = Optional.ofNullable(state.cursors.get(peer));
        if (wanted.authors().isPresent()) {
            sentCursor = Optional.ofNullable(state.scopedCursors.get(peer)).or(() -> sentCursor);
        }
        greeted = state.own.root();
        toldRoot = greeted;
        SpaceOffer own = new SpaceOffer(state.space, greeted, state.own.counter(), sentCursor);
        List<SpaceOffer> spaces = List.of(own);
        int frame = state.limits.frameBytes();
        state.send(
                link,
                new Hello(
                        Greeting.PROTOCOL,
                        Greeting.PROTOCOL,
                        agent,
                        state.storeId,
                        state.words(),
                        frame,
                        spaces,
                        wallClock));
        Interests.send(state, link, wanted, pushOwn);
    }

    /** The peer's first message. Where the two have nothing to say to each other the link ends without blame. */
    Optional<String> hello(Hello hello, long now) {
        if (running) {
            return Optional.of("a second Hello");
        }
        Optional<String> mismatch = Greeting.mismatch(hello, state.space);
        if (mismatch.isPresent()) {
            state.add(new SyncEffect.Close(link, mismatch.get(), false));
            return Optional.empty();
        }
        offer = hello.spaces().stream()
                .filter(space -> space.space().equals(state.space))
                .findFirst();
        running = true;
        rootDue = now + state.limits.rootMillis();
        peerStore = hello.storeId();
        confirms.greeted(peerStore, hello.capabilities().contains(Confirms.WORD));
        peerCounter = offer.orElseThrow().counter();
        givesPayloads = hello.capabilities().contains(HEADERS);
        rangesKnown = hello.capabilities().contains(RANGES);
        unpacks = state.packs && hello.capabilities().contains(ZSTD);
        if (unpacks) {
            serving.packed();
        }
        if (hello.capabilities().contains(BARE)) {
            serving.tellsBare();
        }
        return Optional.empty();
    }

    /** What the peer wants; adverts begin with it. Answers with the complaint when it names too many authors. */
    Optional<String> interested(Interest message, long now) {
        Optional<String> complaint = interest.take(message);
        serving.payloads(interest.payloads());
        message.stop().forEach(serving::stop);
        serving.advance();
        if (complaint.isEmpty() && interest.known() && !message.has(Interest.KEEP)) {
            if (!agreed) {
                agree();
                begin(offer.orElseThrow(), now);
            } else if (!interest.authors().equals(agreedOn)) {
                agree();
                peerRoot = UNTOLD;
                compareRoots(now);
                tellRoot(now);
                adverts.pages();
            }
        }
        return complaint;
    }

    /** Both sides have said what they want: from here on the proof of sync is over what both want. */
    private void agree() {
        stopWatching();
        Optional<NavigableSet<AuthorId>> both = wanted.authors();
        if (interest.authors().isPresent()) {
            NavigableSet<AuthorId> named = new TreeSet<>(interest.authors().get());
            both.ifPresent(named::retainAll);
            both = Optional.of(named);
        }
        Scope compared = both.map(Scope::new).orElse(null);
        if (compared != null) {
            state.own.watch(compared);
        }
        scope = compared;
        heads.scope(compared);
        adverts.allCompared(compared == null || within(interest.authors(), compared));
        proof.restart();
        agreed = true;
        agreedOn = interest.authors();
    }

    private static boolean within(Optional<NavigableSet<AuthorId>> authors, Scope compared) {
        return authors.map(compared.authors()::containsAll).orElse(false);
    }

    private void stopWatching() {
        Scope watched = scope;
        if (watched != null) {
            state.own.unwatch(watched);
        }
    }

    /** The first exchange of a link, at the cheapest level that serves. */
    private void begin(SpaceOffer theirs, long now) {
        fullDue = state.fullAt.computeIfAbsent(peer, first -> now) + state.limits.fullMillis();
        if (scope != null) {
            tellRoot(now);
        } else if (peerRoot.equals(UNTOLD)) {
            peerRoot = theirs.root();
        }
        compareRoots(now);
        // Even when the heads are the same: a peer that has not gone beyond the cut yet must not do so later.
        proofs.all();
        if (equal) {
            return;
        }
        if (now >= fullDue) {
            compareAll(now);
            return;
        }
        Optional<Cursor> theirCursor =
                theirs.cursor().filter(cursor -> reaches(cursor, state.storeId, state.own.counter()));
        boolean weFollow = sentCursor.isPresent() && reaches(sentCursor.get(), peerStore, theirs.counter());
        switch (AdvertLevel.choose(theirCursor.isPresent(), weFollow, rangesServe(greeted, theirs.root()), first())) {
            case CHANGES -> adverts.changesSince(theirCursor.orElseThrow().counter());
            case RANGES -> adverts.ranges();
            case PAGES -> adverts.pages();
            case AWAIT_RANGES -> {}
        }
    }

    /** A cursor means something in the store that it names, and not beyond what that store has counted. */
    private static boolean reaches(Cursor cursor, Bytes storeId, long counter) {
        return cursor.storeId().equals(storeId) && cursor.counter() <= counter;
    }

    private boolean first() {
        return state.self.compareTo(peer) < 0;
    }

    private boolean rangesServe(Root ours, Root theirs) {
        return rangesKnown && scope == null && AdvertLevel.rangesPay(ours.count(), theirs.count());
    }

    /** Compares everything, whatever was remembered. */
    private void compareAll(long now) {
        state.fullAt.put(peer, now);
        fullDue = now + state.limits.fullMillis();
        // The next cursor tells of it, be it the same as before.
        savedCursor = null;
        if (rangesServe(state.own.root(), peerRoot)) {
            adverts.ranges();
        } else {
            adverts.pages();
        }
    }

    /** The peer carries a comparison by ranges on, or begins one. */
    void ranges(AdvertiseRanges theirs) {
        if (scope == null) {
            adverts.answer(theirs);
        }
    }

    boolean running() {
        return running;
    }

    /** True when the peer can be asked for one event with its payload. */
    boolean givesPayloads() {
        return givesPayloads;
    }

    /** True when the peer takes packed runs. */
    boolean unpacks() {
        return unpacks;
    }

    /** True for authors whose events are wanted from this peer. */
    boolean wants(AuthorId author) {
        return wanted.has(author);
    }

    /** The peer says what its root is now. */
    void learnRoot(Root root, long counter, long now) {
        if (rootTold && !root.equals(peerRoot)) {
            movement.grew(now);
        }
        rootTold = true;
        peerRoot = root;
        peerCounter = Math.max(peerCounter, counter);
        compareRoots(now);
        if (!equal && state.withheld.authors(state, link) == 0) {
            proof.differs(root);
        }
    }

    /**
     * The peer's root at the end of an answer. It travels behind the backlog, so it may be older than one that the peer
     * told by itself, which it does whenever its root has changed.
     */
    void answered(Root root, long now) {
        if (!rootTold) {
            peerRoot = root;
            compareRoots(now);
        }
    }

    /** Compares again after either side's root changed. */
    void compareRoots(long now) {
        if (!agreed) {
            return;
        }
        boolean before = equal;
        Root own = heads.root();
        proof.own(own, now);
        equal = peerRoot.equals(own) && state.withheld.authors(state, link) == 0;
        state.turns += before == equal ? 0 : 1;
        if (equal) {
            proof.equal(now);
            movement.equal(now);
            heads.equal();
            serving.caughtUp();
            adverts.clear();
            follow(now);
            rootSoon(now);
        } else if (before) {
            movement.moved(now);
        }
    }

    private void follow(long now) {
        Scope compared = scope;
        if (compared != null) {
            if (within(wanted.authors(), compared)) {
                state.scopedCursors.put(peer, new Cursor(peerStore, peerCounter));
            }
            return;
        }
        state.cursors.put(peer, new Cursor(peerStore, peerCounter));
        if (cursorSavedAt == NEVER || now - cursorSavedAt >= CURSOR_EVERY) {
            cursorSavedAt = now;
            saveCursor();
        }
    }

    /** How far the peer was followed is worth keeping: without it the next link begins with all heads. */
    private void saveCursor() {
        Cursor followed = state.cursors.get(peer);
        if (followed != null && !followed.equals(savedCursor)) {
            savedCursor = followed;
            state.add(new SyncEffect.SaveCursor(peer, followed, state.fullAt.getOrDefault(peer, Long.MIN_VALUE)));
        }
    }

    /** The link is gone. */
    void closed() {
        saveCursor();
        stopWatching();
    }

    /** A run became durable here. */
    void committed(SyncEngine.Change change, boolean fromThisPeer, long now) {
        SyncEffect.RunSpan span = change.span();
        AuthorId author = span.author();
        confirms.changed(author);
        if (fromThisPeer) {
            heads.holds(author, span.lastSeq());
            adverts.drop(author);
            return;
        }
        long known = heads.known(author);
        if (!agreed || !interest.has(author) || known >= span.lastSeq() || serving.serves(author)) {
            return;
        }
        Optional<Bytes> pushed = pushes(author) && serving.writable() && known == span.firstSeq() - 1
                ? pushed(change)
                : Optional.empty();
        if (pushed.isPresent()) {
            pushes.add(pushed.get(), serving.trails(author));
            heads.sent(author, span.lastSeq());
        } else {
            adverts.changed(author, now);
        }
    }

    /** The form in which a run goes to this peer; empty when there is none. */
    private Optional<Bytes> pushed(SyncEngine.Change change) {
        Bytes run = unpacks ? change.carried() : change.encoded();
        return run.size() == 0
                ? Optional.empty()
                : serving.formed(List.of(run), change.span().author()).stream().findFirst();
    }

    private boolean pushes(AuthorId author) {
        return (interest.pushOwn() && author.equals(state.self)) || serving.follows(author);
    }

    void flushPushes() {
        pushes.flush();
    }

    /** The own root changed: the peer is told once it is quiet. */
    void rootSoon(long now) {
        if (!agreed || toldRoot.equals(heads.root())) {
            return;
        }
        rootLatest = Math.min(rootLatest, now + 5 * ROOT_QUIET);
        rootDue = Math.min(now + ROOT_QUIET, rootLatest);
    }

    /** The link's queue is full, or has room again. */
    void writable(boolean writable) {
        serving.writable(writable);
        serving.advance();
        adverts.advance();
        proofs.advance();
    }

    /** A proof came from the store. */
    void proofRead(AuthorId author, Optional<Bytes> proof) {
        proofs.read(author, proof);
        serving.advance();
    }

    void tick(long now) {
        if (!agreed) {
            return;
        }
        adverts.tick(now);
        serving.advance();
        if (now >= fullDue && !adverts.busy()) {
            compareAll(now);
        }
        if (now >= rootDue) {
            tellRoot(now);
        }
        if (!equal && now >= movement.repairDue() && !adverts.busy() && !serving.busy()) {
            repair(now);
        }
    }

    private void tellRoot(long now) {
        toldRoot = heads.root();
        state.send(link, new SyncMessage.AdvertiseRoot(state.space, toldRoot, state.own.counter()));
        rootDue = now + state.limits.rootMillis();
        rootLatest = Long.MAX_VALUE;
    }

    /**
     * Roots differ and nothing moves: an advert or a push went astray, or a side refuses something. Compare all again.
     */
    private void repair(long now) {
        if (movement.repair(now) == 1 && heads.equalAt() != PeerHeads.UNKNOWN) {
            adverts.changesSince(heads.equalAt());
        } else {
            compareAll(now);
        }
        proofs.all();
        tellRoot(now);
    }

    long due() {
        if (!agreed) {
            return Long.MAX_VALUE;
        }
        long due = Math.min(Math.min(rootDue, fullDue), adverts.due());
        return equal ? due : Math.min(due, movement.repairDue());
    }

    boolean equal() {
        return equal;
    }

    OptionalLong lastProof() {
        return proof.last();
    }

    /** The peer has told all that changed in its store up to {@code counter}. */
    void followed(long counter) {
        peerCounter = Math.max(peerCounter, counter);
    }
}
