package dev.tributary.web;

import dev.tributary.api.host.BundleException;
import dev.tributary.api.host.Bundles;
import dev.tributary.api.host.ImportReport;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.HeadsSummary;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Gives out a given number of pieces and counts what it takes in; knows what was asked of it. */
final class FakeBundles implements Bundles {
    static final Bytes PIECE = Bytes.wrap(new byte[100_000]);

    volatile int pieces = 3;
    volatile int failAfter = Integer.MAX_VALUE;
    volatile HeadsSummary after = HeadsSummary.EMPTY;
    volatile Set<AuthorId> authors = Set.of();
    volatile Gap gap = Gap.LEAVE_OUT;
    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger asked = new AtomicInteger();

    @Override
    public CompletionStage<Source> export(HeadsSummary wantedAfter, Set<AuthorId> wantedAuthors) {
        after = wantedAfter;
        authors = wantedAuthors;
        return backup();
    }

    @Override
    public CompletionStage<Source> backup() {
        open.incrementAndGet();
        return CompletableFuture.completedFuture(new Source() {
            private boolean closed;
            private int given;

            @Override
            public CompletionStage<Optional<Bytes>> next() {
                asked.incrementAndGet();
                if (given == failAfter) {
                    return CompletableFuture.failedFuture(new BundleException("A log cannot be read."));
                }
                return CompletableFuture.completedFuture(given++ < pieces ? Optional.of(PIECE) : Optional.empty());
            }

            @Override
            public void close() {
                open.addAndGet(closed ? 0 : -1);
                closed = true;
            }
        });
    }

    @Override
    public CompletionStage<Sink> importing(Gap wanted) {
        gap = wanted;
        open.incrementAndGet();
        return CompletableFuture.completedFuture(new Sink() {
            private boolean closed;
            private long bytes;

            @Override
            public CompletionStage<Void> take(Bytes piece) {
                bytes += piece.size();
                return bytes > failAfter
                        ? CompletableFuture.failedFuture(new BundleException("The bundle is damaged."))
                        : CompletableFuture.completedFuture(null);
            }

            @Override
            public CompletionStage<ImportReport> finish() {
                ImportReport.Problem gap =
                        new ImportReport.Problem(FakeAgent.OTHER, ImportReport.Reason.NOT_ADMITTED, 7);
                return CompletableFuture.completedFuture(new ImportReport(bytes, 2, 1, List.of(gap), 1));
            }

            @Override
            public void close() {
                open.addAndGet(closed ? 0 : -1);
                closed = true;
            }
        });
    }
}
