package dev.tributary.agent.simulation;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.EventSigner;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.SpaceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Signs two histories with one key, in runs of any size, so that they may part in the middle of a run. */
final class Forger {
    private static final int LONGEST_RUN = 40;

    private final SpaceId space;
    private final EventSigner signer;
    private final Random random;
    private final RunCodec codec = new RunCodec(LogLimits.STANDARD);
    private Optional<AuthorHead> head = Optional.empty();

    Forger(SpaceId space, EventSigner signer, Random random) {
        this.space = space;
        this.signer = signer;
        this.random = random;
    }

    /** Signs {@code events} that all of {@code holders} hold. */
    void write(int events, List<SimAgent> holders) {
        head = write(head, drafts("shared", events), holders);
    }

    /**
     * Signs a stem and two continuations of it, each beginning in one run with the stem; answers with the last seq that
     * they share. The {@code part} has only a piece of the stem, under a signature of its own.
     */
    long fork(int most, SimAgent here, SimAgent there, Optional<SimAgent> part) {
        List<EventDraft> stem = drafts("stem", random.nextInt(LONGEST_RUN));
        if (part.isPresent() && stem.size() > 1) {
            write(head, stem.subList(0, 1 + random.nextInt(stem.size() - 1)), List.of(part.get()));
        }
        long cut = head.map(AuthorHead::seq).orElse(0L) + stem.size();
        int events = 1 + random.nextInt(most);
        branch("here", stem, events, here);
        // Of the same length now and then: then only the hashes tell the two apart.
        branch("there", stem, random.nextBoolean() ? events : 1 + random.nextInt(most), there);
        return cut;
    }

    private void branch(String word, List<EventDraft> stem, int events, SimAgent holder) {
        int together = Math.min(events, 1 + random.nextInt(LONGEST_RUN));
        List<EventDraft> first = new ArrayList<>(stem);
        first.addAll(drafts(word, together));
        CheckedRun run = codec.sign(space, signer, head, 0, first);
        holder.hold(run);
        write(Optional.of(run.head()), drafts(word + " later", events - together), List.of(holder));
    }

    private Optional<AuthorHead> write(Optional<AuthorHead> after, List<EventDraft> drafts, List<SimAgent> holders) {
        Optional<AuthorHead> newest = after;
        int from = 0;
        while (from < drafts.size()) {
            int to = Math.min(drafts.size(), from + 1 + random.nextInt(LONGEST_RUN));
            CheckedRun run = codec.sign(space, signer, newest, 0, drafts.subList(from, to));
            holders.forEach(holder -> holder.hold(run));
            newest = Optional.of(run.head());
            from = to;
        }
        return newest;
    }

    private static List<EventDraft> drafts(String word, int count) {
        List<EventDraft> drafts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drafts.add(EventDraft.text("sim.event", word + " " + i));
        }
        return drafts;
    }
}
