package dev.tributary.api.host;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.HeadsSummary;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Logs as a stream of bytes: to carry where no link goes, or to keep as a backup. Safe from any thread; never blocks.
 * Stages fail with a {@link BundleException} when the bytes or what was asked for are wrong, and with a
 * {@link dev.tributary.api.plugin.PublishException} whose reason is {@code BUSY} while too many streams are open.
 *
 * @since 0.1
 */
public interface Bundles {
    /** The most bytes that one piece has. */
    int MAX_PIECE = 2 * 1024 * 1024;

    /** A stream that is made as it is asked for. One call at a time. */
    interface Source extends AutoCloseable {
        /** The next 1 to {@link #MAX_PIECE} bytes; empty at the end. */
        CompletionStage<Optional<Bytes>> next();

        /** Ends it, whether it was read to its end or not. Calling it again does nothing. */
        @Override
        void close();
    }

    /** Takes a stream in. One call at a time. */
    interface Sink extends AutoCloseable {
        /** Takes the next bytes, at most {@link #MAX_PIECE}; completes when there is room for more. */
        CompletionStage<Void> take(Bytes piece);

        /** To be called at the end of the stream: completes once everything is forced to disk. */
        CompletionStage<ImportReport> finish();

        /** Ends it. What was stored stays, and taking the same stream in again is harmless. */
        @Override
        void close();
    }

    /**
     * All events that are here at this moment and that somebody with {@code after} lacks, as a bundle.
     *
     * @param after what is there already: {@link HeadsSummary#EMPTY} for nothing
     * @param authors whose logs; empty for all
     */
    CompletionStage<Source> export(HeadsSummary after, Set<AuthorId> authors);

    /** Everything that the store holds at one moment, small values included, for {@code tributary restore}. */
    CompletionStage<Source> backup();

    /** What becomes of a log whose first run in the stream does not follow what is here. */
    enum Gap {
        /** It is left out and told: what lies in front may be in another file. */
        LEAVE_OUT,
        /**
         * It begins here where the stream begins it, and what was here of it is given up: for streams from an agent
         * that keeps only the newest events. This agent's own log is left out all the same.
         */
        START_THERE
    }

    /** Stores the events of a bundle or a backup under the rules that hold for what peers send. */
    CompletionStage<Sink> importing(Gap gap);
}
