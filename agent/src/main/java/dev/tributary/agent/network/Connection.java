package dev.tributary.agent.network;

import dev.tributary.agent.sync.Greeting;
import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.SpaceId;
import dev.tributary.api.status.PeerStatus.Direction;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One link: frames in, frames out, keep-alive, and the limits of a link. Knows no rule of sync. Lives on the network's
 * event loop.
 *
 * <pre>
 * opened --Hello--> up --close, Bye, limit, end of the socket--> ended --flushed or too late--> closed
 *    '----------------------------same------------------------------->'
 * </pre>
 */
final class Connection implements FrameDecoder.Sink {
    /** What the reason of an end begins with when it came from the peer. */
    static final String PEER_SAYS = "the peer says: ";

    /** A peer that rests is dialled again after an hour whatever it says: clocks are set. */
    private static final long MOST_REST_SECONDS = 3_600;

    /** A day and the hour that a change of the clock may add. */
    private static final long MOST_BUDGET_SECONDS = 25 * 3_600;

    /** What may be said when only roots may be told. */
    private static final Set<FrameType> ROOTS = EnumSet.of(
            FrameType.HELLO,
            FrameType.INTEREST,
            FrameType.ADVERTISE_ROOT,
            FrameType.PING,
            FrameType.PONG,
            FrameType.REST,
            FrameType.BYE);

    /** What may come in front of Hello: answers to what came first, and a goodbye, which is no welcome. */
    private static final Set<FrameType> EARLY =
            EnumSet.of(FrameType.PING, FrameType.PONG, FrameType.REST, FrameType.BYE);

    private final long id;
    private final PeerState peer;
    private final LinkSocket socket;
    private final Owner owner;
    private final Setting setting;
    private final Instant since = Instant.now();
    private final long openedAt;
    private final LinkWriter writer;
    private final SendQueue queue;
    private final FrameDecoder decoder;
    private final FrameDecoder pieces;
    private final boolean spent;
    private final ReadWindow window;
    private boolean up;
    private boolean ended;
    private boolean finishing;
    private boolean flushScheduled;
    private boolean listenerPaused;
    private boolean windowPaused;
    private boolean reading = true;
    private int malformed;
    private long closeBy;
    private long lastReceived;
    private long lastArriving;
    private long lastTaken;
    private long lastPing;
    private boolean onlyRoots;
    private @Nullable Throwable failure;

    /** Hears what happens on a link, on the event loop. */
    interface Owner {
        /** The peer's Hello has arrived, and the two have something to say to each other. */
        void up(Connection link);

        /** A message arrived; {@code handled} is to be run when it has been dealt with. */
        void received(Connection link, SyncMessage message, int bytes, Runnable handled);

        /** A frame with events is on its way in; {@code taken}: frames are on their way out, and arrive. */
        void arriving(Connection link, boolean taken);

        /** The link's queue has become full or free again. */
        void writable(Connection link, boolean writable);

        /** The link is gone; nothing follows but {@link #closed}. */
        void ended(Connection link, String reason, boolean penalty);

        /** Its socket is closed. */
        void closed(Connection link);
    }

    /** What all links of an agent share. */
    record Setting(
            Context context, LinkLimits limits, MessageCodec codec, int maxBody, SpaceId space, NetworkCounts counts) {}

    Connection(long id, PeerState peer, LinkSocket socket, Owner owner, Setting setting) {
        this.id = id;
        this.peer = peer;
        this.socket = socket;
        this.owner = owner;
        this.setting = setting;
        LinkLimits limits = setting.limits();
        this.openedAt = now();
        this.lastReceived = openedAt;
        this.writer = new LinkWriter(socket.socket(), setting, peer.meter(), this::written);
        this.queue = writer.queue();
        this.decoder = new FrameDecoder(setting.maxBody(), this);
        this.pieces = new FrameDecoder(setting.maxBody(), new Pieces(this));
        this.spent = peer.meter().isSpent();
        this.onlyRoots = spent;
        if (spent) {
            writer.rests();
        }
        this.window = new ReadWindow(
                limits.unhandled(),
                () -> setting.context().runOnContext(done -> {
                    windowPaused = false;
                    applyReading();
                }));
    }

    static long now() {
        return System.nanoTime() / 1_000_000;
    }

    /** Begins to read; the owner has told of the link by now. */
    void start() {
        writer.start();
        socket.socket().exceptionHandler(thrown -> failure = thrown);
        socket.socket().closeHandler(closed -> socketClosed());
        socket.socket().drainHandler(drained -> flush());
        socket.socket().handler(this::chunk);
        socket.socket().resume();
    }

    long id() {
        return id;
    }

    PeerState peer() {
        return peer;
    }

    AuthorId key() {
        return peer.key();
    }

    Direction direction() {
        return socket.direction();
    }

    String remote() {
        return socket.remote();
    }

    Instant since() {
        return since;
    }

    long openedAt() {
        return openedAt;
    }

    boolean isUp() {
        return up;
    }

    /** Puts a message into its lane. A link that is ended takes nothing more. */
    void send(SyncMessage message) {
        FrameType type = FrameType.of(message);
        if (ended || (onlyRoots && !ROOTS.contains(type))) {
            return;
        }
        SyncMessage said = message instanceof SyncMessage.Hello hello ? OwnWord.beside(hello) : message;
        queue.add(said, setting.codec().encode(said));
        if (spent && type == FrameType.HELLO) {
            send(new SyncMessage.Rest(true, peer.meter().restSeconds()));
        }
        if (queue.memory() > setting.limits().maxQueued()) {
            setting.counts().refused(Refusal.NOT_READING);
            close("the peer does not read what it asked for", false);
        } else if (!flushScheduled) {
            // What is sent in this turn of the loop goes out together.
            flushScheduled = true;
            setting.context().runOnContext(turn -> flush());
        }
    }

    /** Ends the link for as long as its terms do not allow one. */
    void rest(String reason) {
        if (!ended) {
            queue.clear();
            SyncMessage rest = new SyncMessage.Rest(false, peer.meter().restSeconds());
            queue.add(FrameType.REST, setting.codec().encode(rest), true);
            finish(reason, false);
        }
    }

    /** Says goodbye and closes; what waits to be written is dropped. */
    void close(String reason, boolean penalty) {
        if (ended) {
            return;
        }
        queue.clear();
        finish(reason, penalty);
    }

    /** Writes what waits, says goodbye and closes. */
    void finish(String reason, boolean penalty) {
        if (ended) {
            return;
        }
        SyncMessage bye = new SyncMessage.Bye(Words.fitting(reason, Words.MAX));
        queue.add(FrameType.BYE, setting.codec().encode(bye), false);
        finishing = true;
        writer.hurry();
        closeBy = now() + setting.limits().stopMillis();
        end(reason, penalty);
        // Reads on, into nothing: unread bytes would make TCP reset the link before the peer has read the goodbye.
        listenerPaused = false;
        windowPaused = false;
        applyReading();
        flush();
    }

    /** Stops reading; {@link #resume} goes on. */
    void pause() {
        listenerPaused = !ended;
        applyReading();
    }

    void resume() {
        listenerPaused = false;
        applyReading();
    }

    /** Closes the socket without waiting for anything. */
    void abort() {
        LinkSocket.abort(socket.socket());
    }

    /** Looks at the deadlines. */
    void sweep(long now) {
        LinkLimits limits = setting.limits();
        if (!ended && peer.meter().isClosed()) {
            rest(peer.meter().why());
        } else {
            lookAtBudget();
        }
        if (ended) {
            if (now >= closeBy) {
                abort();
            }
        } else if (!up && now - openedAt >= limits.firstFrameMillis()) {
            setting.counts().refused(Refusal.SILENT);
            close("no hello came within " + limits.firstFrameMillis() + " ms", false);
        } else if (reading && now - lastReceived >= limits.idleMillis()) {
            setting.counts().refused(Refusal.SILENT);
            close("nothing came for " + limits.idleMillis() + " ms", false);
        } else if (up && now - lastPing >= limits.pingMillis()) {
            ping(now);
        }
    }

    /**
     * A new link when it is spent or begins anew: both sides start with what they hold, whatever was held back here.
     */
    private void lookAtBudget() {
        if (!ended && peer.meter().isSpent() != spent) {
            close(spent ? "a new day for the budget of this link" : peer.meter().why(), false);
        }
    }

    private void ping(long now) {
        lastPing = now;
        writer.mark();
    }

    private void chunk(Buffer chunk) {
        if (ended) {
            // What was under way when the link ended has used up the budget as well.
            peer.meter().moved(chunk.length());
        } else {
            lastReceived = now();
            decoder.feed(chunk);
            lookAtBudget();
            if (!ended
                    && (decoder.arriving() == FrameType.RESPONSE || pieces.arriving() == FrameType.RESPONSE)
                    && lastReceived - lastArriving >= LinkEvent.ARRIVING_MILLIS) {
                lastArriving = lastReceived;
                owner.arriving(this, false);
            }
        }
    }

    @Override
    public void frame(FrameType type, byte[] body) {
        if (ended) {
            return;
        }
        int bytes = FrameDecoder.HEAD + body.length;
        MessageCodec.Decoded decoded = setting.codec().decode(type, body);
        SyncMessage message = decoded.message();
        // What is in a piece counts as the frame that it is of.
        int content = message instanceof SyncMessage.Piece piece ? piece.bytes().size() : 0;
        count(type, bytes - content);
        if (message == null && type == FrameType.PIECE) {
            broken("a malformed piece: " + decoded.malformed());
            return;
        }
        if (message == null) {
            malformed(decoded.malformed());
            return;
        }
        if (up || welcome(message, type)) {
            dispatch(message, bytes);
        }
    }

    /**
     * Takes what comes before the link is up; false when it ends the link. Hello is looked at here, since what comes
     * behind that of another protocol cannot be read.
     */
    private boolean welcome(SyncMessage message, FrameType type) {
        if (!(message instanceof SyncMessage.Hello hello)) {
            if (!EARLY.contains(type)) {
                broken("a frame in front of its hello: " + type.word());
            }
            return !ended;
        }
        Optional<String> mismatch = Greeting.mismatch(hello, setting.space());
        if (mismatch.isPresent()) {
            setting.counts().refused(Refusal.MISMATCH);
            close(mismatch.get(), false);
            return false;
        }
        up = true;
        owner.up(this);
        writer.mayMark();
        ping(now());
        return true;
    }

    /** Something arrived at the peer; what is more than a ping and still under way is worth a word. */
    private void taken(long now) {
        if (writer.isBusy() && now - lastTaken >= LinkEvent.ARRIVING_MILLIS) {
            lastTaken = now;
            owner.arriving(this, true);
        }
    }

    private void dispatch(SyncMessage message, int bytes) {
        if (message instanceof SyncMessage.Ping ping) {
            send(new SyncMessage.Pong(ping.token()));
        } else if (message instanceof SyncMessage.Pong pong) {
            long nanos = writer.answered(pong.token());
            if (nanos >= 0) {
                peer.traffic().roundTrip(nanos / 1e6);
                taken(now());
                flush();
            }
        } else if (message instanceof SyncMessage.Bye bye) {
            end(PEER_SAYS + Words.printable(bye.reason()), false);
            finishing = true;
            queue.clear();
            flush();
        } else if (message instanceof SyncMessage.Piece piece) {
            pieces.feed(Buffer.buffer(piece.bytes().toArray()));
        } else if (message instanceof SyncMessage.Rest rest) {
            rested(rest);
        } else {
            if (message instanceof SyncMessage.Hello hello && OwnWord.isIn(hello)) {
                queue.cuts(setting.codec());
            }
            if (window.add(bytes)) {
                windowPaused = true;
                applyReading();
            }
            owner.received(this, message, bytes, () -> window.handled(bytes));
        }
    }

    private void rested(SyncMessage.Rest rest) {
        if (rest.roots()) {
            onlyRoots = true;
            Instant until = Instant.now().plusSeconds(30 + Math.min(rest.seconds(), MOST_BUDGET_SECONDS));
            peer.pausedByPeer("the peer's budget for this link is spent: only roots until "
                    + until.truncatedTo(ChronoUnit.MINUTES));
        } else {
            peer.restUntil(now() + 1000 * Math.min(rest.seconds(), MOST_REST_SECONDS));
        }
    }

    @Override
    public void skipped(int code, int length) {
        count(null, FrameDecoder.HEAD + length);
    }

    @Override
    public void broken(String why) {
        if (ended) {
            return;
        }
        setting.counts().refused(Refusal.RULES);
        close("the peer sent " + why, true);
    }

    private void malformed(@Nullable String why) {
        if (!up) {
            broken("a malformed frame in front of its hello: " + why);
            return;
        }
        malformed++;
        if (malformed >= setting.limits().malformedFrames()) {
            setting.counts().refused(Refusal.RULES);
            close("the peer sent " + malformed + " malformed frames, the last one " + why, true);
        }
    }

    private void count(@Nullable FrameType type, int bytes) {
        setting.counts().received(type, bytes);
        peer.traffic().in(bytes);
        peer.meter().moved(bytes);
    }

    private void written(FrameType type, int bytes) {
        setting.counts().sent(type, bytes);
        peer.traffic().out(bytes);
        peer.meter().moved(bytes);
    }

    private void flush() {
        flushScheduled = false;
        if (writer.flush(this::flush)) {
            flushScheduled = true;
            setting.context().runOnContext(turn -> flush());
        }
        if (!ended && queue.fullnessChanged()) {
            owner.writable(this, !queue.isFull());
        }
        if (finishing && queue.isEmpty()) {
            finishing = false;
            socket.socket().close();
        }
    }

    private void applyReading() {
        boolean read = !listenerPaused && !windowPaused;
        if (read == reading) {
            return;
        }
        reading = read;
        if (read) {
            lastReceived = now();
            socket.socket().resume();
        } else {
            socket.socket().pause();
        }
    }

    private void socketClosed() {
        end(whyClosed(), false);
        queue.clear();
        finishing = false;
        owner.closed(this);
    }

    private String whyClosed() {
        Throwable thrown = failure;
        String detail = thrown == null ? "" : " (" + Words.reason(thrown) + ")";
        return up || socket.direction() == Direction.INBOUND
                ? "the peer closed the link" + detail
                : "the peer closed the link before its first frame" + detail
                        + ": it may not have this agent among its peers";
    }

    private void end(String reason, boolean penalty) {
        if (!ended) {
            ended = true;
            closeBy = now() + setting.limits().stopMillis();
            owner.ended(this, reason, penalty);
        }
    }
}
