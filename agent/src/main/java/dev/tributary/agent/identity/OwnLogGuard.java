package dev.tributary.agent.identity;

import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.EventHash;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether this agent may sign. Pure: time comes as an argument, in milliseconds of a clock that never goes
 * back.
 *
 * <pre>
 *            the store was found lacking, or a peer holds more of the own log
 *   NORMAL ------------------------------------------------------------------&gt; RECOVERING
 *      ^                                                                        |      |
 *      +-- a peer told its heads, none knows more, the fence is reached, 2 s ---+      | nobody can be asked,
 *      |                                                                               | or nobody has it
 *      +------------------------------- found after all ------------------------ FENCED
 * </pre>
 *
 * <p>An agent that was just started listens first: it does not sign until a peer has told its heads, for
 * {@value #LISTEN_MILLIS} ms at most. A snapshot of the whole machine that was put back has set back the fence as well,
 * and only a peer knows.
 */
public final class OwnLogGuard {
    /** How long the first answer of a peer is waited for after a start. */
    static final long LISTEN_MILLIS = 3_000;

    /** How long nothing may change before the own log counts as complete. */
    static final long QUIET_MILLIS = 2_000;

    /**
     * How long it is after another agent with the key was seen. That one waits 10 s at most before it dials again, and
     * connecting and shaking hands may take it 10 s each: by then it would have shown itself.
     */
    static final long ALONE_MILLIS = 30_000;

    private static final String ALONE =
            "stop one of the two, then the other goes on once it has been alone for " + ALONE_MILLIS / 1_000 + " s";

    /** Whether this agent signs. */
    public enum State {
        /** It does. */
        NORMAL,
        /** Publishes wait until its own log has come from its peers. */
        RECOVERING,
        /** It does not, until what is missing is found or the operator decides. */
        FENCED
    }

    /**
     * A linked peer.
     *
     * @param told true once it has said what it holds of the own log
     * @param seq how far it holds the own log
     */
    public record Peer(AuthorId key, boolean told, long seq) {}

    /**
     * What there is to look at.
     *
     * @param peers how many peers are known, linked or not
     * @param own the newest own event
     * @param linked the peers with a link, in a steady order
     */
    public record View(int peers, Optional<AuthorHead> own, List<Peer> linked) {
        public View {
            linked = List.copyOf(linked);
        }

        long seq() {
            return own.map(AuthorHead::seq).orElse(0L);
        }
    }

    /**
     * The most that a peer has said to hold of the own log, more than is here.
     *
     * @param linked false when it has left since
     */
    public record Claim(AuthorId peer, long seq, boolean linked) {}

    private FenceCheck goal;
    private State state;
    private String cause;
    private String reason;
    private boolean ended;
    private boolean cut;
    private boolean shared;
    private boolean listening;
    private long listensUntil = Long.MAX_VALUE;
    private Optional<Claim> claim = Optional.empty();
    private final boolean copy;
    private View seen = new View(-1, Optional.empty(), List.of());
    private long changedAt;

    /** Begins with what the fence said. */
    public OwnLogGuard(FenceCheck check, boolean peers, long now) {
        this.goal = check;
        this.cause = check.cause();
        this.copy = check.setBack();
        this.state = State.NORMAL;
        this.reason = "";
        this.changedAt = now;
        if (!check.complete()) {
            become(peers ? State.RECOVERING : State.FENCED, peers ? "it waits for a peer" : nobody());
        }
    }

    /** Before anything is signed a peer is heard; the time for that begins when peers are first looked at. */
    public void listen() {
        listening = state == State.NORMAL;
    }

    /** A fork has cut the own log: nothing is signed with this key any more, so nothing is left to be guarded. */
    public void cut() {
        cut = true;
        listening = false;
        claim = Optional.empty();
        state = State.NORMAL;
        reason = "";
    }

    /** True while the first answer of a peer is waited for. */
    public boolean isListening() {
        return listening;
    }

    /** Whether this agent signs. */
    public State state() {
        return state;
    }

    /** One sentence about a state other than {@link State#NORMAL}, otherwise empty. */
    public String reason() {
        return reason;
    }

    /** What a peer has said and not sent, while it keeps this agent from signing; of several the highest. */
    public Optional<Claim> claim() {
        return claim;
    }

    /** A peer says that it holds the own log up to {@code seq}, which is not here. */
    public void claim(AuthorId peer, long seq, long now) {
        doubt(peer, now);
        if (!ended && !cut && claim.filter(known -> known.seq() >= seq).isEmpty()) {
            claim = Optional.of(new Claim(peer, seq, true));
        }
    }

    /** A peer has sent, or says that it holds, own events that are not here. */
    public void doubt(AuthorId peer, long now) {
        changedAt = now;
        if (state == State.NORMAL && !cut) {
            cause = "agent " + peer.brief() + " holds more of its own log than it does";
            become(State.RECOVERING, "it fetches what it lacks");
        }
    }

    /**
     * Another agent with the same key has a link to {@code witness}. The younger stops for good: the one that was found
     * without its fence, or behind it, when it was started. The other waits until it is alone, or until the operator
     * stops one of two that nothing tells apart. True for the younger.
     */
    public boolean twin(AuthorId witness, long now) {
        if (cut) {
            return copy;
        }
        String who = "another agent with its key is linked to agent " + witness.brief();
        if (copy) {
            fence(who + " and this one was started from a copy", "stop one of the two, then start the other again");
        } else {
            cause = who;
            shared = true;
            changedAt = now;
            become(State.RECOVERING, ALONE);
        }
        return copy;
    }

    /** This agent stops signing until it is started again. */
    public void fence(String why, String whatToDo) {
        ended = true;
        cause = why;
        become(State.FENCED, whatToDo);
    }

    /** Looks at the peers; call it whenever something may have changed, and a few times a second. */
    public void look(View view, long now) {
        if (cut) {
            return;
        }
        if (!view.equals(seen)) {
            seen = view;
            changedAt = now;
        }
        List<Peer> knowMore = view.linked().stream()
                .filter(peer -> peer.told() && peer.seq() > view.seq())
                .toList();
        knowMore.forEach(peer -> claim(peer.key(), peer.seq(), now));
        claim = claim.flatMap(known -> stillThere(known, view));
        boolean told = view.linked().stream().anyMatch(Peer::told);
        listensUntil = Math.min(listensUntil, now + LISTEN_MILLIS);
        listening &= state == State.NORMAL && view.peers() > 0 && now < listensUntil;
        listening &= !told || !view.linked().stream().allMatch(Peer::told);
        if (state == State.NORMAL || ended) {
            return;
        }
        if (!knowMore.isEmpty()) {
            become(
                    State.RECOVERING,
                    "it fetches what it lacks from agent "
                            + knowMore.get(0).key().brief());
        } else if (view.peers() == 0) {
            become(State.FENCED, nobody());
        } else if (state == State.FENCED && !goal.reached(view.own()) && told) {
            become(State.FENCED, missing());
        } else if (!told) {
            become(State.RECOVERING, shared ? ALONE : "it waits for a peer that says what it holds");
        } else if (shared && now - changedAt < ALONE_MILLIS) {
            become(State.RECOVERING, ALONE);
        } else if (now - changedAt < QUIET_MILLIS) {
            become(State.RECOVERING, "it makes sure that no peer knows more");
        } else if (goal.reached(view.own())) {
            goal = new FenceCheck(0, EventHash.NONE, "", false, "");
            cause = "";
            shared = false;
            claim = Optional.empty();
            state = State.NORMAL;
            reason = "";
        } else {
            become(State.FENCED, missing());
        }
    }

    /** What has come, and what a linked peer says no more, is no claim any more. */
    private static Optional<Claim> stillThere(Claim claim, View view) {
        Optional<Peer> peer = view.linked().stream()
                .filter(linked -> linked.key().equals(claim.peer()))
                .findFirst();
        boolean taken =
                peer.filter(known -> known.told() && known.seq() < claim.seq()).isPresent();
        return claim.seq() <= view.seq() || taken
                ? Optional.empty()
                : Optional.of(new Claim(claim.peer(), claim.seq(), peer.isPresent()));
    }

    private void become(State next, String what) {
        state = next;
        reason = "This agent does not sign, since " + cause + ": " + what + ".";
    }

    private static String nobody() {
        return "it has no peer that could know more; add one that has its events, put the right data back, or let "
                + "'tributary succeed' begin a new log";
    }

    private String missing() {
        return "the fence names seq " + goal.goalSeq() + " and no linked peer has it; link a peer that does, put the "
                + "right data back, or let 'tributary succeed' begin a new log";
    }
}
