package dev.tributary.agent.sync;

import dev.tributary.agent.log.Terms;
import dev.tributary.agent.sync.LongLog.Piece;
import dev.tributary.agent.sync.SyncEffect.AppendTicket;
import dev.tributary.agent.sync.SyncEffect.RunSpan;
import dev.tributary.agent.sync.SyncMessage.Response;
import dev.tributary.api.model.AuthorId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What arrived and is on its way into the store. */
final class Deliveries {
    private final SyncState state;
    private final Map<Long, Lane> lanes;
    private final LongLogs longLogs;
    private final Map<AuthorId, Integer> storing = new HashMap<>();

    Deliveries(SyncState state, Map<Long, Lane> lanes, LongLogs longLogs) {
        this.state = state;
        this.lanes = lanes;
        this.longLogs = longLogs;
    }

    static List<Piece> pieces(Lane lane, Response response, List<RunSpan> spans) {
        List<Piece> pieces = new ArrayList<>(spans.size());
        for (int i = 0; i < spans.size(); i++) {
            pieces.add(new Piece(
                    lane.link, lane.peer, response.requestId(), response.runs().get(i), spans.get(i)));
        }
        return pieces;
    }

    /**
     * True while the author is not to be asked for: runs of it are on their way, so that our head of it is about to
     * change, or the store has no room for more.
     */
    boolean storing(AuthorId author) {
        return storing.containsKey(author) || state.noRoom.contains(author);
    }

    /** The store has dealt with a run. */
    void stored(AuthorId author) {
        storing.computeIfPresent(author, (key, runs) -> runs == 1 ? null : runs - 1);
    }

    static long bytes(List<Piece> pieces) {
        return pieces.stream().mapToLong(Piece::bytes).sum();
    }

    /** Offers runs to the store, those of one answer together, and what was waiting for them. */
    void append(List<Piece> pieces) {
        int from = 0;
        while (from < pieces.size()) {
            Piece first = pieces.get(from);
            int to = from + 1;
            while (to < pieces.size() && pieces.get(to).sameAnswer(first)) {
                to++;
            }
            append(first, pieces.subList(from, to));
            from = to;
        }
        for (Piece piece : pieces) {
            LongLog log = longLogs.log(piece.span().author());
            if (log != null) {
                log.handed(piece.span());
                append(log.ready());
            }
        }
    }

    private void append(Piece first, List<Piece> pieces) {
        List<RunSpan> spans = pieces.stream().map(Piece::span).toList();
        spans.forEach(span -> storing.merge(span.author(), 1, Integer::sum));
        Lane lane = lanes.get(first.link());
        Fetch fetch = lane == null ? null : lane.fetches.get(first.requestId());
        if (fetch != null) {
            fetch.appending();
        }
        boolean payloads = state.wanted(first.peer()).payloads();
        Terms terms = fetch == null ? Terms.of(payloads) : fetch.terms(payloads);
        AppendTicket ticket =
                new AppendTicket(first.link(), first.peer(), first.requestId(), bytes(pieces), spans, terms);
        state.add(new SyncEffect.Append(ticket, pieces.stream().map(Piece::run).toList()));
    }
}
