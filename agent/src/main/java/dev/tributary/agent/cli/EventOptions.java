package dev.tributary.agent.cli;

import dev.tributary.api.model.AuthorId;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which events, and how they are printed. */
final class EventOptions {
    @Option(names = "--author", paramLabel = "A", description = "Only events of this author.")
    private @Nullable String author;

    @Option(
            names = "--after",
            paramLabel = "N",
            description =
                    "Only events after this seq of the author; without --author, after this position of the store.")
    private @Nullable Long after;

    @Option(names = "--type", paramLabel = "T", description = "Only events of this type.")
    private String type = "";

    @Option(names = "--limit", paramLabel = "N", description = "End after so many events.")
    private long limit = Long.MAX_VALUE;

    @Option(
            names = "--format",
            paramLabel = "text|ndjson",
            description = "Lines for people, or one JSON object a line (default: text).")
    private EventLines.Format format = EventLines.Format.TEXT;

    /** The author, checked; empty for all. */
    String author() {
        if (author == null) {
            return "";
        }
        try {
            return AuthorId.ofHex(author.toLowerCase(Locale.ROOT)).hex();
        } catch (IllegalArgumentException e) {
            throw CommandFailure.usage("--author wants 64 hexadecimal digits: " + e.getMessage() + ".");
        }
    }

    /** Where to begin; negative when nothing was said. */
    long after() {
        if (after != null && after < 0) {
            throw CommandFailure.usage("--after wants 0 or more.");
        }
        return after == null ? -1 : after;
    }

    String type() {
        return type;
    }

    EventLines lines(PrintWriter out) {
        if (limit < 1) {
            throw CommandFailure.usage("--limit wants 1 or more.");
        }
        return new EventLines(out, format, limit);
    }
}
