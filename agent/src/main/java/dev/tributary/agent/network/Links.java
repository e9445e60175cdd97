package dev.tributary.agent.network;

import dev.tributary.agent.Addresses;
import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.api.host.AgentException;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.status.PeerStatus.Direction;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * All links: at most one for each peer. Decides which socket becomes a link, tells what happens on links, and carries
 * out what is asked of them. Lives on the network's event loop.
 */
final class Links implements Connection.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(Links.class);

    /** What the side that takes a second link says on the first. */
    private static final String NEWER = "there is a newer link between us";

    private static final String NEWER_SAID = Connection.PEER_SAYS + NEWER;

    /** Why a link has ended that somebody else took over. */
    static final String TWIN = "another agent with this agent's key has a newer link to the peer: stop one of the two";

    private final Vertx vertx;
    private final AuthorId self;
    private final PeerBook book;
    private final Connection.Setting setting;
    private final PeerStates states;
    private final RefusalLog refusals;
    private final Map<Long, Connection> byId = new HashMap<>();
    private final Set<Connection> open = new HashSet<>();
    private final Promise<Void> allClosed = Promise.promise();
    private IntSupplier halfOpen = () -> 0;
    private long lastId;
    private boolean stopping;

    /** What the links of one agent work with. */
    record Parts(AuthorId self, PeerBook book, PeerStates states, RefusalLog refusals) {}

    Links(Vertx vertx, Parts parts, Connection.Setting setting) {
        this.vertx = vertx;
        this.self = parts.self();
        this.book = parts.book();
        this.states = parts.states();
        this.refusals = parts.refusals();
        this.setting = setting;
    }

    /** How many handshakes of accepted sockets are under way, told by whoever accepts. */
    void handshakes(IntSupplier underWay) {
        halfOpen = underWay;
    }

    /** The state of a known peer. */
    PeerState state(AuthorId peer) {
        return states.of(peer);
    }

    boolean isFull() {
        return byId.size() >= setting.limits().links();
    }

    boolean isStopping() {
        return stopping;
    }

    /**
     * Takes a socket whose handshake is done; its {@link LinkSocket#settled} runs in any case.
     *
     * @param expected who was dialled; empty for an accepted socket
     */
    void opened(LinkSocket socket, Optional<AuthorId> expected) {
        Optional<AuthorId> peer = Tls.peer(socket.socket());
        String refusal = refuse(socket, peer.orElse(null), expected.orElse(null));
        if (refusal != null || peer.isEmpty()) {
            sayBye(socket, peer, refusal == null ? "this agent is stopping" : refusal);
            return;
        }
        PeerState state = state(peer.get());
        Connection older = state.link();
        if (older != null) {
            older.close(NEWER, false);
            takenOver(state, older, socket);
        }
        lastId++;
        Connection link = new Connection(lastId, state, socket, this, setting);
        open.add(link);
        byId.put(link.id(), link);
        state.linked(link);
        // There is one for each peer, however many boxes share an address behind a router.
        socket.settled().run();
        LOG.debug("Link {} to {} at {} is open, {}", link.id(), state.key(), socket.remote(), socket.direction());
        tell(new LinkEvent.Opened(link.id(), link.key(), link.direction()));
        link.start();
    }

    /** A peer that opens one link after the other may be two. */
    private void takenOver(PeerState state, Connection older, LinkSocket newer) {
        if (older.direction() != newer.direction()) {
            return;
        }
        long now = Connection.now();
        Backoff dial = setting.limits().dialBackoff();
        if (state.takeovers().count(now, dial)) {
            LOG.warn(
                    "Agent {} replaces its links again and again, the last one from {} by one from {}: stop one of two "
                            + "agents with this key, or look at a link that breaks unseen. Said once in {} minutes",
                    state.key(),
                    older.remote(),
                    newer.remote(),
                    Takeovers.AGAIN_MILLIS / 60_000);
        }
    }

    /** Links that come and go all the time are said together. */
    private LoggingEventBuilder line(PeerState state) {
        boolean often =
                state.takeovers().often(Connection.now(), setting.limits().dialBackoff());
        return LOG.atLevel(often ? Level.DEBUG : Level.INFO);
    }

    /** Why the socket does not become a link, as the end of a sentence for its peer; null when it does. */
    private @Nullable String refuse(LinkSocket socket, @Nullable AuthorId peer, @Nullable AuthorId expected) {
        long now = Connection.now();
        if (stopping) {
            return "this agent is stopping";
        }
        if (peer == null || !book.knows(peer)) {
            refusals.refused(socket.address(), Refusal.STRANGER, "agent " + peer + " is not among the peers", now);
            return "your key is not among this agent's peers";
        }
        if (expected != null && !peer.equals(expected)) {
            dialFailed(expected, socket.remote() + " answers as agent " + peer + ": correct the key or the address");
            return "another agent was meant";
        }
        PeerState state = state(peer);
        if (state.isKeptAway(now)) {
            String what = "kept away for " + (state.keptAwayUntil() - now) / 1000 + " s for breaking the protocol";
            refusals.refused(socket.address(), Refusal.PENALTY, "agent " + peer + " is " + what, now);
            return what;
        }
        if (state.meter().isClosed()) {
            setting.counts().refused(Refusal.RESTING);
            return state.meter().pause();
        }
        Connection older = state.link();
        boolean settling =
                older != null && now - older.openedAt() < setting.limits().settleMillis();
        if (older != null && !SecondLink.replaces(self, peer, socket.direction(), older.direction(), settling)) {
            setting.counts().refused(Refusal.SECOND_LINK);
            return "the other link between us stays";
        }
        if (older == null && isFull()) {
            refusals.refused(socket.address(), Refusal.LINK_LIMIT, "there are " + byId.size() + " links already", now);
            return "this agent has all the links that it may have";
        }
        return null;
    }

    private void sayBye(LinkSocket socket, Optional<AuthorId> peer, String reason) {
        NetSocket raw = socket.socket();
        raw.exceptionHandler(thrown -> LOG.debug("A refused socket failed: {}", Words.reason(thrown)));
        raw.closeHandler(closed -> socket.settled().run());
        raw.handler(ignored -> {});
        raw.resume();
        peer.filter(book::knows)
                .map(key -> state(key).meter())
                .filter(LinkMeter::isClosed)
                .ifPresent(
                        meter -> raw.write(setting.codec().encode(new SyncMessage.Rest(false, meter.restSeconds()))));
        raw.write(setting.codec().encode(new SyncMessage.Bye(reason)));
        raw.close();
        vertx.setTimer(setting.limits().stopMillis(), late -> LinkSocket.abort(raw));
    }

    /** An attempt to dial came to nothing. */
    void dialFailed(AuthorId peer, String reason) {
        if (!book.knows(peer)) {
            return;
        }
        boolean news =
                state(peer).failed(reason, Connection.now(), setting.limits().dialBackoff(), random());
        if (news) {
            LOG.info("No link to agent {}: {}", peer, reason);
        }
    }

    @Override
    public void up(Connection link) {
        link.peer().up();
        line(link.peer()).log("Linked to agent {} at {} ({})", link.key(), link.remote(), way(link.direction()));
        tell(new LinkEvent.Up(link.id(), link.key(), link.direction()));
    }

    @Override
    public void received(Connection link, SyncMessage message, int bytes, Runnable handled) {
        Addresses.LINKS.send(vertx, new LinkEvent.Received(link.id(), message, bytes), handled);
    }

    @Override
    public void arriving(Connection link, boolean taken) {
        tell(new LinkEvent.Arriving(link.id(), taken));
    }

    @Override
    public void writable(Connection link, boolean writable) {
        tell(new LinkEvent.Writable(link.id(), writable));
    }

    @Override
    public void ended(Connection link, String reason, boolean penalty) {
        PeerState state = link.peer();
        byId.remove(link.id());
        // Without any attempt of ours, or of the peer, under way here the newer link is somebody else's with our key.
        boolean twin = reason.equals(NEWER_SAID) && !state.isDialling() && halfOpen.getAsInt() == 0;
        String why = twin ? TWIN : reason;
        state.unlinked(why);
        if (penalty) {
            punish(state, why);
        } else {
            failed(link, why, twin);
        }
        if (twin) {
            tell(new LinkEvent.TakenOver(link.id(), link.key()));
        }
        tell(new LinkEvent.Down(link.id(), why));
    }

    private void punish(PeerState state, String reason) {
        long now = Connection.now();
        state.punish(now, setting.limits().penaltyBackoff());
        long seconds = (state.keptAwayUntil() - now) / 1000;
        LOG.warn("Link to agent {} is cut and the agent kept away for {} s: {}", state.key(), seconds, reason);
    }

    private void failed(Connection link, String reason, boolean twin) {
        long now = Connection.now();
        PeerState state = link.peer();
        Backoff dial = setting.limits().dialBackoff();
        boolean again = twin && state.takeovers().count(now, dial);
        boolean news = state.failed(reason, now, dial, random());
        if (again) {
            LOG.warn(
                    "Another agent with this agent's key takes the link to agent {} again and again: stop one of the "
                            + "two. Until then it is dialled less often, every {} s in the end. Said once in {} "
                            + "minutes",
                    link.key(),
                    dial.maxMillis() / 1000,
                    Takeovers.AGAIN_MILLIS / 60_000);
        } else if (link.isUp()) {
            line(state).log("Link to agent {} ended: {}", link.key(), reason);
        } else if (news) {
            LOG.info("No link to agent {}: {}", link.key(), reason);
        }
    }

    @Override
    public void closed(Connection link) {
        open.remove(link);
        if (stopping && open.isEmpty()) {
            allClosed.tryComplete();
        }
    }

    void send(long id, SyncMessage message) {
        Connection link = byId.get(id);
        if (link != null) {
            link.send(message);
        }
    }

    void close(long id, String reason, boolean penalty) {
        Connection link = byId.get(id);
        if (link != null) {
            link.close(reason, penalty);
        }
    }

    void pause(long id) {
        Connection link = byId.get(id);
        if (link != null) {
            link.pause();
        }
    }

    void resume(long id) {
        Connection link = byId.get(id);
        if (link != null) {
            link.resume();
        }
    }

    Future<Void> admit(AuthorId peer, Optional<String> address) {
        try {
            book.admit(peer, address);
            state(peer).dialNow(Connection.now());
            return Future.succeededFuture();
        } catch (AgentException e) {
            return Future.failedFuture(e);
        }
    }

    boolean forget(AuthorId peer) {
        boolean known = book.forget(peer);
        PeerState state = states.remove(peer);
        Connection link = state == null ? null : state.link();
        if (link != null) {
            link.close("you are no longer among this agent's peers", false);
        }
        return known;
    }

    /** Looks at all deadlines. */
    void sweep() {
        long now = Connection.now();
        states.metered().forEach(Links::look);
        List.copyOf(open).forEach(link -> link.sweep(now));
    }

    /** Tells once that a metered link rests, and once that it does no more. */
    private static void look(PeerState state) {
        if (state.meter().look()) {
            String pause = state.meter().pause();
            LOG.info("Link to agent {}: {}", state.key(), pause.isEmpty() ? "free again by its terms" : pause);
        }
    }

    /** Says goodbye on all links; completes when all sockets are closed. */
    Future<Void> stop() {
        stopping = true;
        List.copyOf(byId.values()).forEach(link -> link.finish("this agent is stopping", false));
        if (open.isEmpty()) {
            allClosed.tryComplete();
        }
        return allClosed.future();
    }

    /** Closes the sockets that are left. */
    void abort() {
        List.copyOf(open).forEach(Connection::abort);
    }

    private void tell(LinkEvent event) {
        Addresses.LINKS.send(vertx, event);
    }

    private static double random() {
        return ThreadLocalRandom.current().nextDouble();
    }

    private static String way(Direction direction) {
        return direction == Direction.OUTBOUND ? "dialled" : "accepted";
    }
}
