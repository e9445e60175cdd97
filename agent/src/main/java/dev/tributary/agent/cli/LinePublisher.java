package dev.tributary.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tributary.api.plugin.EventPublisher;
import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Publishes each line as the payload of one event, in batches of what has come in meanwhile. One batch is under way at
 * a time, because the events shall stand in the log in the order of the lines; the next is read while it is. A line's
 * {@code seq hash} is printed after its batch is durable.
 */
final class LinePublisher {
    /** A run holds 256 KiB with the frame of every event; what is left belongs to the payloads. */
    static final int BATCH_BYTES = 240 * 1024;

    private final ApiClient client;
    private final PeerOptions peers;
    private final String path;
    private final PrintWriter out;
    private final byte[] head;
    private final byte[] tail = "\"}\n".getBytes(StandardCharsets.UTF_8);
    private final String session = UUID.randomUUID().toString();

    LinePublisher(ApiClient client, String type, PeerOptions peers, PrintWriter out) {
        this.client = client;
        this.peers = peers;
        Map<String, String> query = new TreeMap<>(peers.query());
        query.put("hashes", "true");
        this.path = "/api/v1/events:batch" + ApiClient.query(query);
        this.out = out;
        this.head = ("{\"type\":" + TextNode.valueOf(type) + ",\"payloadBase64\":\"").getBytes(StandardCharsets.UTF_8);
    }

    /** Returns when all lines are published; ends before when too few peers hold a batch in time. */
    void publish(StdinLines lines) throws InterruptedException {
        long published = 0;
        while (true) {
            List<byte[]> batch = lines.take(EventPublisher.MAX_BATCH, BATCH_BYTES);
            if (batch.isEmpty() || out.checkError()) {
                return;
            }
            JsonNode answer = client.postLines(path, body(batch), session + "-" + published);
            print(answer, batch.size());
            peers.check(answer);
            published += batch.size();
        }
    }

    private byte[] body(List<byte[]> batch) {
        ByteArrayOutputStream body = new ByteArrayOutputStream(batch.size() * 256);
        for (byte[] line : batch) {
            body.writeBytes(head);
            body.writeBytes(Base64.getEncoder().encode(line));
            body.writeBytes(tail);
        }
        return body.toByteArray();
    }

    private void print(JsonNode answer, int count) {
        JsonNode hashes = answer.path("hashes");
        if (hashes.size() != count) {
            throw CommandFailure.failed("the agent published " + count + " events and named " + hashes.size()
                    + " of them: agent and command are of different versions.");
        }
        StringBuilder text = new StringBuilder(count * 80);
        long seq = answer.path("firstSeq").asLong();
        for (JsonNode hash : hashes) {
            text.append(seq++).append(' ').append(hash.asText()).append('\n');
        }
        out.print(text);
        out.flush();
    }
}
