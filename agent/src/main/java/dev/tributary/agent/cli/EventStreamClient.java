package dev.tributary.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.agent.SystemWords;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;

/**
 * Follows an agent's events across broken connections: it comes back with the last place that it has seen, so nothing
 * is lost and nothing comes twice.
 */
final class EventStreamClient {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final ApiClient client;
    private final String path;
    private final Waiting waiting;
    private final Sink sink;
    private String place = "";
    private boolean everConnected;
    private Duration pause = FIRST_PAUSE;

    /** Takes events in the order of the stream; false when it wants no more. */
    interface Sink {
        /** One event. */
        boolean event(JsonNode event);

        /** All events up to this position of the store have been told, apart from those that were not wanted. */
        default boolean passed(long position) {
            return true;
        }

        /** The agent's store is another one: everything in it comes again. */
        default void reset() {}

        /** The connection broke and is tried again. */
        default void broken(String why) {}
    }

    EventStreamClient(ApiClient client, String path, Waiting waiting, Sink sink) {
        this.client = client;
        this.path = path;
        this.waiting = waiting;
        this.sink = sink;
    }

    /** Returns when the sink wants no more. */
    void follow() throws InterruptedException {
        while (true) {
            try (InputStream in = client.stream(path, place)) {
                everConnected = true;
                if (!read(new SseReader(in))) {
                    return;
                }
                sink.broken("the agent ended the stream");
            } catch (IOException e) {
                if (!everConnected) {
                    throw client.unreachable();
                }
                sink.broken(SystemWords.why(e));
            }
            waiting.pass(pause);
            Duration longer = pause.multipliedBy(2);
            pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
        }
    }

    /** True at the end of the stream, false when the sink wants no more. */
    private boolean read(SseReader reader) throws IOException {
        for (Optional<SseReader.Message> next = reader.next(); next.isPresent(); next = reader.next()) {
            pause = FIRST_PAUSE;
            if (!take(next.get())) {
                return false;
            }
        }
        return true;
    }

    private boolean take(SseReader.Message message) throws IOException {
        if (!message.id().isEmpty()) {
            place = message.id();
        }
        if (message.event().equals("reset")) {
            sink.reset();
            return true;
        }
        boolean more = message.data().isEmpty() || sink.event(ApiClient.JSON.readTree(message.data()));
        String position = message.id().substring(message.id().lastIndexOf('-') + 1);
        return more && (!position.matches("[0-9]{1,18}") || sink.passed(Long.parseLong(position)));
    }
}
