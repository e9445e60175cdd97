package dev.tributary.agent;

import dev.tributary.api.host.AgentException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Turns whatever ended a start into the one exception with one sentence. */
final class Sentences {
    private Sentences() {}

    /** Something that gives a file back. */
    @FunctionalInterface
    interface Closing {
        void close() throws IOException;
    }

    static AgentException of(@Nullable Throwable failure) {
        if (failure instanceof AgentException known) {
            return known;
        }
        return new AgentException("the agent cannot start: " + failure, failure == null ? new Throwable() : failure);
    }

    static void unchecked(Closing closing) {
        try {
            closing.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
