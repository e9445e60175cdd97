package dev.tributary.agent.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Publishes events through a running agent. */
@Command(
        name = "publish",
        description = {
            "Publishes events through a running agent and prints 'seq hash' of each after it is on disk.",
            "Payloads are stored byte for byte as they are given."
        })
final class PublishCommand implements Callable<Integer> {
    /** The most bytes of a payload (PROTOCOL section 6). */
    static final int LARGEST_PAYLOAD = 65_536;

    private final CliContext context;

    @Mixin
    private ApiOptions api = new ApiOptions();

    @Option(
            names = "--type",
            required = true,
            paramLabel = "T",
            description = "The events' type, by custom a dotted lower-case name such as sensor.reading.")
    private String type = "";

    @Mixin
    private PeerOptions peers = new PeerOptions();

    @ArgGroup(multiplicity = "1")
    private Payload payload = new Payload();

    /** One of four ways to give payloads. */
    static final class Payload {
        @Option(names = "--json", paramLabel = "S", description = "One event with this JSON.")
        private @Nullable String json;

        @Option(names = "--text", paramLabel = "S", description = "One event with this text.")
        private @Nullable String text;

        @Option(names = "--file", paramLabel = "F", description = "One event with the bytes of this file.")
        private @Nullable Path file;

        @Option(
                names = "--stdin-lines",
                description = "One event for each line of standard input, with the line's bytes as they are.")
        private boolean stdinLines;
    }

    PublishCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = api.out();
        if (payload.stdinLines) {
            ApiClient client = api.client(context);
            new LinePublisher(client, type, peers, out).publish(StdinLines.of(context.in(), LARGEST_PAYLOAD));
            return ExitCodes.DONE;
        }
        String body = JsonNodeFactory.instance
                .objectNode()
                .put("type", type)
                .put("payloadBase64", Base64.getEncoder().encodeToString(bytes()))
                .toString();
        JsonNode answer = api.client(context).post("/api/v1/events" + ApiClient.query(peers.query()), body);
        out.println(answer.path("seq").asLong() + " " + answer.path("hash").asText());
        peers.check(answer);
        return ExitCodes.DONE;
    }

    private byte[] bytes() {
        byte[] bytes = payload.file != null
                ? bytes(payload.file)
                : payload.text != null
                        ? payload.text.getBytes(StandardCharsets.UTF_8)
                        : json(Objects.requireNonNull(payload.json)).getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LARGEST_PAYLOAD) {
            throw CommandFailure.failed("a payload has at most " + LARGEST_PAYLOAD
                    + " bytes, this has more: split it over several events.");
        }
        return bytes;
    }

    private static byte[] bytes(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(LARGEST_PAYLOAD + 1);
        } catch (IOException e) {
            throw CommandFailure.failed(FileWords.unreadable(file, e));
        }
    }

    private static String json(String text) {
        try {
            JsonNode node = ApiClient.JSON
                    .readerFor(JsonNode.class)
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readValue(text);
            if (node.isMissingNode()) {
                throw CommandFailure.usage("--json wants JSON, but got nothing.");
            }
            return text;
        } catch (JsonProcessingException e) {
            throw CommandFailure.usage("--json wants JSON, but at column "
                    + (e.getLocation() == null ? 1 : e.getLocation().getColumnNr()) + " it is not: "
                    + (e instanceof JsonEOFException ? "it ends too early" : "something else has to stand there")
                    + ". For plain text use --text.");
        }
    }
}
