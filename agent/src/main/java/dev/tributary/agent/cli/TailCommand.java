package dev.tributary.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Follows what comes in. */
@Command(
        name = "tail",
        description = {
            "Follows the events of a running agent as they become durable, until Ctrl-C.",
            "With --after it begins with what is stored already. It comes back by itself when the agent restarts."
        })
final class TailCommand implements Callable<Integer> {
    private final CliContext context;

    @Mixin
    private ApiOptions api = new ApiOptions();

    @Mixin
    private EventOptions events = new EventOptions();

    TailCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = api.out();
        PrintWriter err = api.err();
        EventLines lines = events.lines(out);
        ApiClient client = api.client(context);
        String from = events.after() < 0 ? "now" : Long.toString(events.after());
        long seen = 0;
        if (!events.author().isEmpty() && events.after() >= 0) {
            from = client.get("/api/v1/status").path("storage").path("position").asText();
            seen = AuthorPages.print(client, events, events.after(), lines);
            out.flush();
        }
        if (!lines.full()) {
            String path = "/api/v1/events/stream" + ApiClient.query(query(from));
            new EventStreamClient(client, path, context.waiting(), new Live(lines, seen, out, err)).follow();
        }
        return ExitCodes.DONE;
    }

    private Map<String, String> query(String from) {
        Map<String, String> query = new LinkedHashMap<>();
        query.put("author", events.author());
        query.put("type", events.type());
        query.put("from", from);
        return query;
    }

    /** Prints at once what a listing before has not printed yet. */
    private record Live(EventLines lines, long seen, PrintWriter out, PrintWriter err)
            implements EventStreamClient.Sink {
        @Override
        public boolean event(JsonNode event) {
            if (event.path("seq").asLong() > seen) {
                lines.print(event);
                out.flush();
            }
            return !lines.full();
        }

        @Override
        public void reset() {
            err.println("tributary: the agent has another store than before; all its events follow.");
            err.flush();
        }

        @Override
        public void broken(String why) {
            err.println("tributary: the connection broke (" + Printable.text(why) + "); trying again.");
            err.flush();
        }
    }
}
