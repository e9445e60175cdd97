package dev.tributary.agent.log;

import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.SpaceId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.IntStream;

/** Logs in memory, and authors that write them; everything follows from small numbers. */
final class TestLog implements LogView {
    static final LogLimits LIMITS = LogLimits.STANDARD;
    static final SpaceId SPACE = new SpaceId(filled(0x51));
    static final long NOW = 1_700_000_000_000L;

    final RunCodec codec = new RunCodec(LIMITS);
    final EventRules rules;
    final Set<AuthorId> refused = new HashSet<>();
    final Map<AuthorId, Long> cuts = new HashMap<>();
    final Map<AuthorId, List<EventHash>> hashes = new HashMap<>();

    /** Seqs below this are no longer kept here. */
    long firstKept = 1;

    TestLog() {
        this(SPACE);
    }

    TestLog(SpaceId space) {
        this.rules = new EventRules(space, LIMITS);
    }

    static EventSigner author(int number) {
        return new SeedSigner(filled(number));
    }

    static Bytes filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return Bytes.wrap(bytes);
    }

    static List<EventDraft> drafts(String word, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> EventDraft.text("test." + word, word + " " + i))
                .toList();
    }

    static CheckedRun first(EventSigner author, List<EventDraft> drafts) {
        return new RunCodec(LIMITS).sign(SPACE, author, Optional.empty(), NOW, drafts);
    }

    static CheckedRun after(CheckedRun run, EventSigner author, List<EventDraft> drafts) {
        return new RunCodec(LIMITS).sign(run.space(), author, Optional.of(run.head()), NOW, drafts);
    }

    Verdict offer(CheckedRun run) {
        return offer(run.run().encoded());
    }

    /** Checks, and keeps what is accepted. */
    Verdict offer(Bytes encoded) {
        Verdict verdict = rules.check(encoded, this);
        if (verdict instanceof Verdict.Accepted accepted) {
            CheckedRun run = accepted.run();
            List<EventHash> log = hashes.computeIfAbsent(run.author(), author -> new ArrayList<>());
            if (log.size() != run.run().firstSeq() - 1) {
                throw new AssertionError("accepted seq " + run.run().firstSeq() + " after " + log.size());
            }
            for (int i = 0; i < run.count(); i++) {
                log.add(run.hash(i));
            }
        }
        return verdict;
    }

    @Override
    public boolean admitted(AuthorId author) {
        return !refused.contains(author);
    }

    @Override
    public OptionalLong cut(AuthorId author) {
        Long cut = cuts.get(author);
        return cut == null ? OptionalLong.empty() : OptionalLong.of(cut);
    }

    @Override
    public Optional<AuthorHead> head(AuthorId author) {
        List<EventHash> log = hashes.getOrDefault(author, List.of());
        int shown = (int) Math.min(log.size(), cuts.getOrDefault(author, Long.MAX_VALUE));
        return shown == 0 ? Optional.empty() : Optional.of(new AuthorHead(author, shown, log.get(shown - 1)));
    }

    @Override
    public Optional<EventHash> hashAt(AuthorId author, long seq) {
        List<EventHash> log = hashes.getOrDefault(author, List.of());
        return seq < firstKept || seq > log.size() ? Optional.empty() : Optional.of(log.get((int) seq - 1));
    }
}
