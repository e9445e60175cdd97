package dev.tributary.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Whom a publish waits for. */
final class PeerOptions {
    private static final int LONGEST = 50;
    private static final int USUAL = 30;

    @Option(
            names = "--replicated",
            paramLabel = "K",
            description = "Waits until K peers hold the events on disk as well.")
    private @Nullable Integer peers;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long peers are waited for, 1 to 50 seconds, by default 30; then exit code 1.")
    private @Nullable Integer timeout;

    /** The values of the query. */
    Map<String, String> query() {
        int seconds = seconds();
        if (peers != null && (peers < 1 || peers > 256)) {
            throw CommandFailure.usage("--replicated takes 1 to 256 peers, not " + peers + ".");
        }
        if (seconds < 1 || seconds > LONGEST) {
            throw CommandFailure.usage("--timeout takes 1 to " + LONGEST + " seconds, not " + seconds + ".");
        }
        if (peers == null && timeout != null) {
            throw CommandFailure.usage("--timeout says how long peers are waited for: give --replicated K with it.");
        }
        return peers == null
                ? Map.of()
                : Map.of("durability", "replicated(" + peers + ")", "timeout", Integer.toString(seconds));
    }

    private int seconds() {
        return timeout == null ? USUAL : timeout;
    }

    /** Fails when the answer says that too few peers hold what is stored. */
    void check(JsonNode answer) {
        if (answer.path("peers").asInt() < answer.path("peersWanted").asInt()) {
            throw CommandFailure.failed("stored here, but after " + seconds() + " s only "
                    + answer.path("peers").asInt() + " of " + peers
                    + " peers are known to hold it. It goes its way: do not publish it again.");
        }
    }
}
