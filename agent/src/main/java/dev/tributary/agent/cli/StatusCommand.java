package dev.tributary.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says how a running agent is. */
@Command(name = "status", description = "Says how a running agent is.")
final class StatusCommand implements Callable<Integer> {
    private final CliContext context;

    @Mixin
    private ApiOptions api = new ApiOptions();

    @Mixin
    private JsonOption json = new JsonOption();

    StatusCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        json.print("/api/v1/status", api, context, StatusCommand::print);
        if (!json.isForMachines()) {
            ApiClient client = api.client(context);
            peerLines(client.get("/api/v1/peers"), api.out());
            successors(client.get("/api/v1/successors"), api.out());
        }
        return ExitCodes.DONE;
    }

    /**
     * One line for each peer of which not everything is wanted, for each whose metered link rests, and for each where
     * nothing moves.
     */
    private static void peerLines(JsonNode answer, PrintWriter out) {
        for (JsonNode peer : answer.path("peers")) {
            String key = Interests.brief(peer.path("key").asText());
            String interest = peer.path("interest").asText("all");
            if (!interest.equals("all")) {
                line(out, "wants", Interests.brief(interest) + " of " + key);
            }
            String state = peer.path("state").asText();
            if (state.equals("paused") || state.equals("stalled")) {
                line(out, state, key + ": " + text(peer, "reason"));
            }
        }
        out.flush();
    }

    /** One line for each author that goes on for another one. */
    private static void successors(JsonNode answer, PrintWriter out) {
        for (JsonNode successor : answer.path("successors")) {
            String word = switch (successor.path("signature").asText()) {
                case "valid" -> "signed by both keys";
                case "missing" -> "NOT signed by the old key";
                default -> "with a FALSE signature of the old key";
            };
            line(out, "succeeds", text(successor, "author") + " for " + text(successor, "predecessor") + ", " + word);
        }
        out.flush();
    }

    private static void print(JsonNode status, PrintWriter out) {
        JsonNode storage = status.path("storage");
        String reason = text(status, "reason");
        line(out, "state", text(status, "state") + (reason.isEmpty() ? "" : ": " + reason));
        line(out, "version", text(status, "version") + ", running since " + text(status, "since"));
        line(out, "author", text(status, "author"));
        line(out, "space", text(status, "space") + " " + text(status, "spaceName"));
        line(out, "sync", text(status, "syncAddress"));
        line(out, "events", events(status, storage));
        line(out, "digest", text(status, "digest"));
        line(out, "peers", peers(status));
        if (!storage.path("writable").asBoolean(true)) {
            line(out, "storage", "not writable: " + text(storage, "problem"));
        }
        out.flush();
    }

    private static String events(JsonNode status, JsonNode storage) {
        String special = Stream.of(
                        some(status.path("frozen").asLong(), "frozen by a fork"),
                        some(status.path("shortened").asLong(), "without the beginning"))
                .flatMap(Optional::stream)
                .collect(Collectors.joining(", "));
        return Amounts.count(storage.path("events").asLong()) + " of "
                + Amounts.count(status.path("authors").asLong()) + " authors"
                + (special.isEmpty() ? "" : " (" + special + ")") + ", "
                + Amounts.bytes(storage.path("bytes").asLong()) + " on disk";
    }

    private static Optional<String> some(long logs, String words) {
        return logs == 0 ? Optional.empty() : Optional.of(Amounts.count(logs) + " " + words);
    }

    private static String peers(JsonNode status) {
        return status.path("peersConnected").asLong() + " connected, "
                + status.path("peersInSync").asLong() + " in sync, "
                + Amounts.count(status.path("eventsBehind").asLong()) + " events behind"
                + (status.path("stalled").asBoolean() ? ", STALLED" : "");
    }

    private static String text(JsonNode node, String name) {
        return Printable.text(node.path(name).asText());
    }

    private static void line(PrintWriter out, String name, String value) {
        out.println(String.format("%-8s %s", name, value).stripTrailing());
    }
}
