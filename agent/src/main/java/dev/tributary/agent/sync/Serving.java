package dev.tributary.agent.sync;

import dev.tributary.agent.log.PackedRun;
import dev.tributary.agent.sync.SyncEffect.ReadTicket;
import dev.tributary.agent.sync.SyncEffect.RunSpan;
import dev.tributary.agent.sync.SyncMessage.Complete;
import dev.tributary.agent.sync.SyncMessage.Request;
import dev.tributary.agent.sync.SyncMessage.RequestBare;
import dev.tributary.agent.sync.SyncMessage.RequestPart;
import dev.tributary.agent.sync.SyncMessage.RequestPayload;
import dev.tributary.agent.sync.SyncMessage.Response;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.AuthorRequest;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers the requests of one peer: reads from the store as far as credit and the link's queue allow, sends what was
 * read in seq order per author, and says {@code Complete} at the end. An author that was asked for without an end stays
 * followed: its new events are pushed from then on.
 */
final class Serving implements Adverts.Traffic {
    /** What one read takes at most, so that a slow link is never occupied for long. */
    private static final int READ_BYTES = 64 * 1024;

    private static final int READS_IN_FLIGHT = 16;

    /** A guess for planning reads; what was really read counts against the credit. */
    private static final int GUESSED_EVENT_BYTES = 200;

    private final SyncState state;
    private final long link;
    private final AuthorId to;
    private final PeerHeads peer;
    private final Set<AuthorId> owed;
    private final GivenUp givenUp = new GivenUp();
    private final Map<Long, Served> requests = new LinkedHashMap<>();
    private final Set<AuthorId> followed = new HashSet<>();
    private final Set<AuthorId> trailing = new HashSet<>();
    private final Map<AuthorId, Integer> open = new HashMap<>();
    private int reads;
    private boolean writable = true;
    private boolean packed;
    private boolean tellsBare;
    private boolean payloads = true;
    private long servedBytes;

    /** {@code owed}: authors whose proof of a fork the peer is told first; until then their answers wait. */
    Serving(SyncState state, long link, AuthorId to, PeerHeads peer, Set<AuthorId> owed) {
        this.owed = owed;
        this.to = to;
        this.state = state;
        this.link = link;
        this.peer = peer;
    }

    /** One author within a request: where the next read begins, and where the answer ends. */
    private static final class Piece {
        final AuthorRequest asked;
        long sent;
        boolean reading;

        /** True while the run in which the piece begins is still to be passed over: it belongs to the part before. */
        boolean skips;

        /** True when payloads are sent whatever the peer is interested in. */
        boolean whole;

        /** True when runs are sent as they lie in the store. */
        boolean asStored;

        Piece(AuthorRequest asked, boolean part) {
            this.asked = asked;
            this.skips = part;
            this.sent = asked.afterSeq() - (part ? 1 : 0);
        }

        /** True when a peer that holds the log up to {@code known} holds it as far as this was sent. */
        boolean joins(long known) {
            return asked.afterSeq() <= Math.max(0, known);
        }

        boolean endless() {
            return asked.untilSeq().isEmpty();
        }
    }

    /** One request and how far it is answered. */
    private static final class Served {
        final long id;
        final List<Piece> pieces = new ArrayList<>();
        long credit;
        long count;
        List<Bytes> ready = new ArrayList<>();
        long readyBytes;
        int reads;

        Served(long id) {
            this.id = id;
        }
    }

    /** Of how many authors the peer asked for events that are no longer kept here, and lacks them still. */
    int givenUp() {
        return givenUp.authors(peer::known);
    }

    /** Takes any other request than the usual one. Answers with the complaint when a limit is broken. */
    Optional<String> other(SyncMessage message) {
        if (message instanceof RequestPart part) {
            return request(part);
        }
        if (message instanceof RequestPayload payload) {
            return request(payload);
        }
        return message instanceof RequestBare bare ? request(bare) : Optional.empty();
    }

    /** Takes a new request or further credit for a known one. Answers with the complaint when a limit is broken. */
    Optional<String> request(Request request) {
        Served served = requests.get(request.requestId());
        if (served != null) {
            served.credit = Math.min(served.credit + request.credit(), state.limits.maxCredit());
            return Optional.empty();
        }
        if (request.authors().isEmpty()) {
            return Optional.empty();
        }
        List<Piece> pieces = new ArrayList<>(request.authors().size());
        for (AuthorRequest asked : request.authors()) {
            // Without a hash it says where to begin, not what is there.
            if (asked.afterSeq() == 0 || !asked.afterHash().equals(EventHash.NONE)) {
                peer.asks(asked.author(), asked.afterSeq());
            }
            pieces.add(new Piece(asked, false));
        }
        return serve(request.requestId(), request.credit(), pieces);
    }

    /** Takes a request for the runs that begin in a part of a log, and answers as to any other. */
    private Optional<String> request(RequestPart request) {
        AuthorRequest asked = new AuthorRequest(
                request.author(), request.afterSeq(), EventHash.NONE, OptionalLong.of(request.untilSeq()));
        return serve(request.requestId(), request.credit(), List.of(new Piece(asked, true)));
    }

    /** Takes a request for one event with its payload, and answers with the run that holds it. */
    private Optional<String> request(RequestPayload request) {
        Piece piece = new Piece(
                new AuthorRequest(request.author(), request.seq() - 1, EventHash.NONE, OptionalLong.of(request.seq())),
                false);
        piece.whole = true;
        return serve(request.requestId(), request.credit(), List.of(piece));
    }

    /** Takes a request for runs as they lie in the store. */
    private Optional<String> request(RequestBare request) {
        List<Piece> pieces = new ArrayList<>(request.authors().size());
        for (AuthorRequest asked : request.authors()) {
            Piece piece = new Piece(asked, false);
            piece.asStored = true;
            pieces.add(piece);
        }
        return serve(request.requestId(), request.credit(), pieces);
    }

    private Optional<String> serve(long id, long credit, List<Piece> pieces) {
        if (requests.containsKey(id)) {
            return Optional.of("request " + id + " is made a second time");
        }
        if (requests.size() >= state.limits.requestsInFlight()) {
            return Optional.of("more than " + state.limits.requestsInFlight() + " requests in flight");
        }
        Served served = new Served(id);
        served.credit = Math.min(credit, state.limits.maxCredit());
        served.pieces.addAll(pieces);
        pieces.stream().filter(Piece::endless).forEach(piece -> open.merge(piece.asked.author(), 1, Integer::sum));
        requests.put(id, served);
        return Optional.empty();
    }

    /** The peer takes packed runs. */
    void packed() {
        packed = true;
    }

    /** The peer wants to know which events are here without payloads. */
    void tellsBare() {
        tellsBare = true;
    }

    /** Whether the peer wants payloads too. */
    void payloads(boolean wanted) {
        payloads = wanted;
    }

    /** The form in which runs of an author go to the peer. */
    List<Bytes> formed(List<Bytes> runs, AuthorId author) {
        return state.forms.of(runs, author, to, payloads);
    }

    void writable(boolean now) {
        writable = now;
    }

    @Override
    public boolean writable() {
        return writable;
    }

    /** True when new events of the author are pushed to the peer because it asked for them without an end. */
    boolean follows(AuthorId author) {
        return followed.contains(author);
    }

    /** True while answers about the author may still be on their way: its pushes must not overtake them. */
    boolean trails(AuthorId author) {
        return trailing.contains(author);
    }

    /** The peer holds all that was sent. */
    void caughtUp() {
        trailing.clear();
    }

    /** The peer gets the author elsewhere from now on. */
    void stop(AuthorId author) {
        followed.remove(author);
        trailing.remove(author);
        open.remove(author);
        for (Served served : requests.values()) {
            served.pieces.removeIf(piece -> piece.asked.author().equals(author));
        }
    }

    @Override
    public boolean serves(AuthorId author) {
        return open.containsKey(author);
    }

    /** Bytes of runs sent as answers since the link came up. */
    long servedBytes() {
        return servedBytes;
    }

    boolean busy() {
        return !requests.isEmpty();
    }

    /** Asks the store for as much as may be sent now, and closes what is answered. */
    void advance() {
        for (Served served : List.copyOf(requests.values())) {
            if (!writable) {
                return;
            }
            advance(served);
        }
    }

    private void advance(Served served) {
        if (served.pieces.removeIf(piece -> !piece.reading && finished(piece) && close(piece))) {
            flush(served, true);
        }
        for (Piece piece : served.pieces) {
            if (reads >= READS_IN_FLIGHT || served.credit <= 0) {
                break;
            }
            if (!piece.reading && !owed.contains(piece.asked.author())) {
                read(served, piece);
            }
        }
        if (served.pieces.isEmpty()) {
            flush(served, false);
            state.send(link, new Complete(state.space, served.id, served.count, peer.root()));
            requests.remove(served.id);
        }
    }

    private boolean finished(Piece piece) {
        AuthorId author = piece.asked.author();
        if (piece.sent < until(piece)) {
            return false;
        }
        if (piece.endless() && (state.own.entry(author) != null || followed.size() < state.limits.authorsTracked())) {
            followed.add(author);
            trailing.add(author);
        }
        return true;
    }

    private boolean close(Piece piece) {
        if (!piece.endless()) {
            return true;
        }
        open.computeIfPresent(piece.asked.author(), (author, pieces) -> pieces == 1 ? null : pieces - 1);
        return true;
    }

    private long until(Piece piece) {
        long head = state.own.seq(piece.asked.author());
        return Math.min(head, piece.asked.untilSeq().orElse(head));
    }

    private void read(Served served, Piece piece) {
        long until = until(piece);
        long guess = (until - piece.sent) * GUESSED_EVENT_BYTES;
        long most = Math.min(READ_BYTES, Math.min(guess, served.credit));
        int bytes = (int) Math.max(most, GUESSED_EVENT_BYTES);
        served.credit -= bytes;
        piece.reading = true;
        reads++;
        served.reads++;
        ReadTicket ticket = new ReadTicket(link, served.id, piece.asked.author(), piece.sent, until, bytes, packed);
        state.add(new SyncEffect.Read(ticket));
    }

    /**
     * Runs came from the store for a read. None: it cannot be read there now. Later ones only: what was asked for is no
     * longer kept.
     */
    void read(ReadTicket ticket, List<Bytes> stored, List<RunSpan> spans) {
        reads--;
        Served served = requests.get(ticket.requestId());
        if (served == null) {
            return;
        }
        served.reads--;
        served.credit += ticket.maxBytes();
        Piece piece = piece(served, ticket.author());
        if (piece == null) {
            return;
        }
        piece.reading = false;
        if (spans.isEmpty() || spans.get(0).firstSeq() > ticket.afterSeq() + 1) {
            gone(served, piece, spans.isEmpty() ? 0 : spans.get(0).firstSeq());
            return;
        }
        List<Bytes> runs = formed(piece, stored);
        for (int i = 0; i < runs.size(); i++) {
            RunSpan span = spans.get(i);
            piece.sent = span.lastSeq();
            if (piece.skips) {
                piece.skips = false;
                continue;
            }
            served.count += span.count();
            // Credit is what the peer has room for when it has unpacked them.
            long size = PackedRun.plainSize(runs.get(i));
            served.credit -= size;
            served.ready.add(runs.get(i));
            served.readyBytes += size;
            servedBytes += runs.get(i).size();
            if (served.readyBytes >= READ_BYTES) {
                flush(served, true);
            }
        }
        if (runs.size() < spans.size()) {
            bare(served, piece, stored, spans.subList(runs.size(), spans.size()));
            return;
        }
        if (!piece.whole && piece.joins(peer.known(ticket.author()))) {
            peer.sent(ticket.author(), piece.sent);
        }
        if (!served.ready.isEmpty() && (served.reads == 0 || served.readyBytes >= READ_BYTES / 2)) {
            flush(served, true);
        }
    }

    /** Ends the answer about an author; {@code first} is the next seq that can be had, 0 when that is not known. */
    private void gone(Served served, Piece piece, long first) {
        flush(served, true);
        if (first > 0) {
            givenUp.add(piece.asked.author(), first);
            state.send(link, new SyncMessage.Gone(state.space, served.id, piece.asked.author(), first));
        }
        served.pieces.remove(piece);
        close(piece);
    }

    private List<Bytes> formed(Piece piece, List<Bytes> stored) {
        AuthorId author = piece.asked.author();
        if (piece.asStored) {
            return stored;
        }
        return piece.whole ? state.forms.of(stored, author, to, true) : formed(stored, author);
    }

    /** Ends the answer about an author in front of {@code rest}, whose first run lacks payloads here. */
    private void bare(Served served, Piece piece, List<Bytes> stored, List<RunSpan> rest) {
        if (!tellsBare || piece.whole) {
            gone(served, piece, rest.get(0).lastSeq() + 1);
            return;
        }
        int runs = 1;
        int before = stored.size() - rest.size();
        while (runs < rest.size() && !state.forms.whole(stored.get(before + runs))) {
            runs++;
        }
        gone(served, piece, 0);
        long last = rest.get(runs - 1).lastSeq();
        AuthorId author = piece.asked.author();
        state.send(
                link,
                new SyncMessage.Bare(state.space, served.id, author, rest.get(0).firstSeq(), last));
    }

    private static @Nullable Piece piece(Served served, AuthorId author) {
        for (Piece piece : served.pieces) {
            if (piece.reading && piece.asked.author().equals(author)) {
                return piece;
            }
        }
        return null;
    }

    private void flush(Served served, boolean more) {
        if (served.ready.isEmpty()) {
            return;
        }
        state.send(link, new Response(state.space, served.id, served.ready, more));
        served.ready = new ArrayList<>();
        served.readyBytes = 0;
    }
}
