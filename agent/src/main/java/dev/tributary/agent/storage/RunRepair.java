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
        if (hole.isEmpty()
                || run.firstSeq() > hole.get().firstSeq()
                || run.lastSeq() > hole.get().lastSeq()) {
            return Optional.empty();
        }
        long first = hole.get().firstSeq();
        Run part = run.firstSeq() == first ? run : codec.rest(codec.trust(space, run), first);
        EventHash before = log.hashAt(part.author(), first - 1)
                .or(() -> shelf.get().hash(part.author(), first - 1))
                .orElse(part.prev());
        Optional<AuthorHead> head =
                first == 1 ? Optional.empty() : Optional.of(new AuthorHead(part.author(), first - 1, before));
        Verdict verdict = rules.check(part, new Before(log, head));
        if (verdict instanceof Verdict.Accepted accepted) {
            boolean fits = fits(accepted.run(), hole.get(), log);
            return fits && shelf.get().put(accepted.run()) ? Optional.of(verdict) : Optional.empty();
        }
        return verdict instanceof Verdict.InvalidSignature ? Optional.of(verdict) : Optional.empty();
    }

    /** Does the event behind the hole, or the head, name the last one of {@code run}? */
    private boolean fits(CheckedRun run, Hole hole, LogView log) throws IOException {
        AuthorHead end = run.head();
        Optional<AuthorHead> head = log.head(hole.author());
        if (end.seq() < hole.lastSeq()) {
            return true;
        }
        if (head.isPresent() && head.get().seq() == end.seq()) {
            return head.get().equals(end);
        }
        List<StoredRun> behind = store.runs(hole.author(), end.seq(), end.seq() + 1, 0);
        return behind.isEmpty()
                || behind.get(0).firstSeq() != end.seq() + 1
                || codec.decode(behind.get(0).encoded())
                        .run()
                        .filter(next -> next.prev().equals(end.hash()))
                        .isPresent();
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
