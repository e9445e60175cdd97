package dev.tributary.agent.sync;

import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.PackedRun;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.sync.SyncEffect.RunSpan;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What runs, plain or packed, say in front; the store checks the rest. Not safe for several threads at once. */
final class Spans {
    private final RunCodec codec;

    Spans(LogLimits limits) {
        this.codec = new RunCodec(limits);
    }

    /** Who wrote the runs, and what is in them. Empty when one has no beginning. */
    List<RunSpan> of(List<Bytes> runs) {
        List<RunSpan> spans = new ArrayList<>(runs.size());
        for (Bytes encoded : runs) {
            Optional<RunCodec.Head> head = codec.head(encoded);
            if (head.isEmpty()) {
                return List.of();
            }
            spans.add(new RunSpan(
                    head.get().author(), head.get().firstSeq(), head.get().count()));
        }
        return spans;
    }

    /** The authors of the runs that have a beginning. */
    static Set<AuthorId> authors(List<Bytes> runs) {
        RunCodec codec = new RunCodec(LogLimits.STANDARD);
        Set<AuthorId> authors = new HashSet<>();
        runs.forEach(run -> codec.head(run).map(RunCodec.Head::author).ifPresent(authors::add));
        return authors;
    }

    /** What the runs take when they are unpacked. */
    static long plainSize(List<Bytes> runs) {
        return runs.stream().mapToLong(PackedRun::plainSize).sum();
    }
}
