package dev.tributary.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists what is stored. */
@Command(
        name = "log",
        description = {
            "Lists the events that a running agent has stored.",
            "With --author in the order of that log, else in the order in which they were stored."
        })
final class LogCommand implements Callable<Integer> {
    private final CliContext context;

    @Mixin
    private ApiOptions api = new ApiOptions();

    @Mixin
    private EventOptions events = new EventOptions();

    LogCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = api.out();
        EventLines lines = events.lines(out);
        long after = Math.max(0, events.after());
        ApiClient client = api.client(context);
        if (events.author().isEmpty()) {
            printStored(client, after, lines);
        } else {
            AuthorPages.print(client, events, after, lines);
        }
        out.flush();
        return ExitCodes.DONE;
    }

    /** The stream from the beginning, up to what is the newest event now. */
    private void printStored(ApiClient client, long after, EventLines lines) throws InterruptedException {
        long newest =
                client.get("/api/v1/status").path("storage").path("position").asLong();
        if (after >= newest) {
            return;
        }
        String path = "/api/v1/events/stream" + ApiClient.query(Map.of("from", Long.toString(after)));
        new EventStreamClient(client, path, context.waiting(), new UpTo(newest, lines)).follow();
    }

    /** Prints what is wanted until a position is reached. */
    private final class UpTo implements EventStreamClient.Sink {
        private final long newest;
        private final EventLines lines;

        UpTo(long newest, EventLines lines) {
            this.newest = newest;
            this.lines = lines;
        }

        @Override
        public boolean event(JsonNode event) {
            if (events.type().isEmpty()
                    || events.type().equals(event.path("type").asText())) {
                lines.print(event);
            }
            return !lines.full();
        }

        @Override
        public boolean passed(long position) {
            return position < newest;
        }

        @Override
        public void reset() {
            throw CommandFailure.failed("the agent's store was replaced while it was read: try again.");
        }
    }
}
