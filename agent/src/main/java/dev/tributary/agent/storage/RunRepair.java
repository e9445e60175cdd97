package dev.tributary.agent.storage;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.EventRules;
import dev.tributary.agent.log.LogView;
import dev.tributary.agent.log.Run;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.log.Verdict;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.SpaceId;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Decides whether a run that a peer sent fills a hole: it has to follow on what is before the hole, be signed, and lead
 * to what is behind it. On the writer's thread.
 */
final class RunRepair {
    private final LogStore store;
    private final SpaceId space;
    private final EventRules rules;
    private final RunCodec codec;

    RunRepair(LogStore store, SpaceId space, EventRules rules, RunCodec codec) {
        this.store = store;
        this.space = space;
        this.rules = rules;
        this.codec = codec;
    }

    /** The verdict on a run that reaches into a hole; empty for others, and where it is of no use there. */
    Optional<Verdict> offer(Run run, LogView log) throws IOException {
        Optional<RepairShelf> shelf = store.repairs();
        Optional<Hole> hole = shelf.flatMap(wanted -> wanted.wanted(run.author(), run.firstSeq(), run.lastSeq()));
        if (hole.isEmpty() || run.firstSeq() > hole.get().firstSeq()) {
            return Optional.empty();
        }
        Optional<Run> filling = filling(run, hole.get());
        if (filling.isEmpty()) {
            return Optional.empty();
        }
        long first = hole.get().firstSeq();
        EventHash before = log.hashAt(run.author(), first - 1)
                .or(() -> shelf.get().hash(run.author(), first - 1))
                .orElse(filling.get().prev());
        Optional<AuthorHead> head =
                first == 1 ? Optional.empty() : Optional.of(new AuthorHead(run.author(), first - 1, before));
        Verdict verdict = rules.check(filling.get(), new Before(log, head));
        if (verdict instanceof Verdict.Accepted accepted) {
            boolean fits = fits(accepted.run(), hole.get(), log);
            return fits && shelf.get().put(accepted.run()) ? Optional.of(verdict) : Optional.empty();
        }
        return verdict instanceof Verdict.InvalidSignature ? Optional.of(verdict) : Optional.empty();
    }

    /**
     * What of a run goes into the hole. One that ends behind it ends where no event here is signed any more: it takes
     * along the run behind the hole, as far as one of both signatures covers.
     */
    private Optional<Run> filling(Run run, Hole hole) throws IOException {
        if (run.firstSeq() == hole.firstSeq() && run.lastSeq() <= hole.lastSeq()) {
            return Optional.of(run);
        }
        CheckedRun whole = codec.trust(space, run);
        Run part = codec.rest(whole, hole.firstSeq());
        if (part.lastSeq() <= hole.lastSeq()) {
            return Optional.of(part);
        }
        int count = (int) hole.count();
        EventHash last = whole.hash((int) (hole.lastSeq() - run.firstSeq()));
        Optional<Run> behind = behind(hole).filter(next -> next.prev().equals(last));
        try {
            return behind.map(next -> part.lastSeq() < next.lastSeq() ? part : codec.inFront(part, count, next));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The run that begins right behind a hole. */
    private Optional<Run> behind(Hole hole) throws IOException {
        List<StoredRun> behind = store.runs(hole.author(), hole.lastSeq(), hole.lastSeq() + 1, 0);
        return behind.isEmpty() || behind.get(0).firstSeq() != hole.lastSeq() + 1
                ? Optional.empty()
                : codec.decode(behind.get(0).encoded()).run();
    }

    /** Does the event behind the hole, or the head, name the last one of {@code run}? */
    private boolean fits(CheckedRun run, Hole hole, LogView log) throws IOException {
        AuthorHead end = run.head();
        Optional<AuthorHead> head = log.head(hole.author());
        if (end.seq() != hole.lastSeq()) {
            return true;
        }
        if (head.isPresent() && head.get().seq() == end.seq()) {
            return head.get().equals(end);
        }
        return behind(hole).filter(next -> !next.prev().equals(end.hash())).isEmpty();
    }

    /** The log as it was before the hole. */
    private record Before(LogView log, Optional<AuthorHead> last) implements LogView {
        @Override
        public boolean admitted(AuthorId author) {
            return true;
        }

        @Override
        public OptionalLong cut(AuthorId author) {
            return OptionalLong.empty();
        }

        @Override
        public Optional<AuthorHead> head(AuthorId author) {
            return last;
        }

        @Override
        public Optional<EventHash> hashAt(AuthorId author, long seq) {
            return log.hashAt(author, seq);
        }
    }
}
