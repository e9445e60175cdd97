package dev.tributary.agent.cli;

import dev.tributary.api.host.Bundles;
import dev.tributary.api.host.ImportReport;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** The logs in a directory that no agent uses. */
record OfflineSide(AgentStarter.Offline offline) implements BundleSide {
    private static final int PIECE = 1 << 20;

    @Override
    public InputStream backup() throws InterruptedException {
        return new SourceInput(result(offline.bundles().backup()));
    }

    @Override
    public InputStream export(Wanted wanted) throws InterruptedException {
        return new SourceInput(result(offline.bundles().export(wanted.after(), wanted.authors())));
    }

    @Override
    public Set<AuthorId> authors() {
        return offline.authors();
    }

    @Override
    public ImportReport take(InputStream in, Bundles.Gap gap) throws IOException, InterruptedException {
        try (Bundles.Sink sink = result(offline.bundles().importing(gap))) {
            byte[] piece = in.readNBytes(PIECE);
            while (piece.length > 0) {
                result(sink.take(Bytes.wrap(piece)));
                piece = in.readNBytes(PIECE);
            }
            return result(sink.finish());
        }
    }

    @Override
    public void close() {
        offline.close();
    }

    static <T> T result(CompletionStage<T> stage) throws InterruptedException {
        try {
            return stage.toCompletableFuture().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw CommandFailure.failed(String.valueOf(failure.getMessage()));
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Reads pieces as one stream. */
    private static final class SourceInput extends InputStream {
        private final Bundles.Source source;
        private Bytes piece = Bytes.EMPTY;

        SourceInput(Bundles.Source source) {
            this.source = source;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int at, int most) throws IOException {
            while (piece.isEmpty()) {
                Optional<Bytes> next = next();
                if (next.isEmpty()) {
                    return -1;
                }
                piece = next.get();
            }
            int count = Math.min(most, piece.size());
            piece.slice(0, count).asBuffer().get(target, at, count);
            piece = piece.slice(count, piece.size() - count);
            return count;
        }

        private Optional<Bytes> next() throws IOException {
            try {
                return result(source.next());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }

        @Override
        public void close() {
            source.close();
        }
    }
}
