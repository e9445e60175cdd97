package dev.tributary.agent.sync;

import dev.tributary.agent.sync.SyncMessage.Cursor;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.SpaceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What all links of one agent share: what it holds, what it refuses, and the effects that it wants carried out. */
final class SyncState {
    final AuthorId self;
    final SpaceId space;
    final Bytes storeId;
    final SyncLimits limits;
    final OwnHeads own = new OwnHeads();

    /** Author to the last seq that a fork leaves valid; the store holds the proof. */
    final Map<AuthorId, Long> cuts = new LinkedHashMap<>();

    /** Authors that the store does not admit; their adverts are passed over. */
    final Set<AuthorId> refused = new HashSet<>();

    final Map<AuthorId, Cursor> cursors = new HashMap<>();

    /** How far stores were followed by links over some authors only: good for as long as those stay the same. */
    final Map<AuthorId, Cursor> scopedCursors = new HashMap<>();

    /** Peer to what is wanted from it; everything from those that are not named. */
    final Map<AuthorId, Wanted> wanted = new HashMap<>();

    /** Peer to when everything was last compared with it. */
    final Map<AuthorId, Long> fullAt = new HashMap<>();

    /** What peers have told that they hold. */
    final Copies copies;

    /** Authors for whose logs the store has no room; they are not asked for. */
    Set<AuthorId> noRoom = new HashSet<>();

    /** In which form runs go out. */
    final Forms forms;

    /** What peers offered and did not send. */
    final Withheld withheld = new Withheld();

    /** One sentence while the store takes nothing; empty when it does. */
    String storeProblem = "";

    /** How large an event is, about, of those that came lately. */
    double eventBytes = 200;

    /** Whether a log whose next events nobody keeps is begun where a peer still does. */
    boolean startsThere;

    /** Whether packed runs are taken and served. */
    boolean packs = true;

    long eventsReceived;
    long eventsDuplicate;

    /** How often a proof of sync came or went, on any link. */
    long turns;

    private List<SyncEffect> effects = new ArrayList<>();

    SyncState(AuthorId self, SpaceId space, Bytes storeId, SyncLimits limits, Forms forms) {
        this.forms = forms;
        this.copies = new Copies(self);
        this.self = self;
        this.space = space;
        this.storeId = storeId;
        this.limits = limits;
    }

    /** The last valid seq of an author, {@link Long#MAX_VALUE} without a fork. */
    long cut(AuthorId author) {
        return cuts.getOrDefault(author, Long.MAX_VALUE);
    }

    /** The words for what this agent can do. */
    Set<String> words() {
        Set<String> words =
                new HashSet<>(Set.of(SyncSession.BARE, SyncSession.HEADERS, SyncSession.PARTS, SyncSession.RANGES));
        if (packs) {
            words.add(SyncSession.ZSTD);
        }
        // A head that stands for a log with a beginning that was never here confirms nothing.
        if (!forms.lacksPayloads() && !startsThere) {
            words.add(Confirms.WORD);
        }
        return words;
    }

    void add(SyncEffect effect) {
        effects.add(effect);
    }

    Wanted wanted(AuthorId peer) {
        return wanted.getOrDefault(peer, Wanted.ALL);
    }

    void send(long link, SyncMessage message) {
        effects.add(new SyncEffect.Send(link, message));
    }

    List<SyncEffect> drain() {
        List<SyncEffect> drained = effects;
        effects = new ArrayList<>();
        return drained;
    }

    /** Events came in. */
    void arrived(long events, long bytes) {
        eventsReceived += events;
        if (events > 0) {
            eventBytes += ((double) bytes / events - eventBytes) / 8;
        }
    }

    /** A peer holds events of {@code author} that we lack: of our own log that is worth a word. */
    void offered(AuthorId author, long seq, @Nullable Lane lane) {
        if (author.equals(self) && lane != null && !withheld.has(lane.link, author)) {
            add(new SyncEffect.OwnLogAhead(lane.peer, seq));
        }
    }

    /** How far a peer holds our own log; empty while it has not said. What it offered and did not send is no proof. */
    OptionalLong ownLogOf(long link, PeerHeads heads) {
        long known = heads.known(self);
        if (known == PeerHeads.UNKNOWN) {
            return own.seq(self) == 0 && heads.equalAt() != PeerHeads.UNKNOWN
                    ? OptionalLong.of(0)
                    : OptionalLong.empty();
        }
        return OptionalLong.of(withheld.has(link, self) ? Math.min(known, own.seq(self)) : worth(self, known));
    }

    /** The highest seq of an author that is worth having: a fork's cut, or no bound. */
    long worth(AuthorId author, long seq) {
        return refused.contains(author) ? 0 : Math.min(seq, cut(author));
    }
}
