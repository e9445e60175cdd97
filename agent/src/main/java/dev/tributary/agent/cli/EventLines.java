package dev.tributary.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;

/** Prints events, one a line, for people or for machines. */
final class EventLines {
    /** How events are printed. */
    enum Format {
        /** Time, author, seq, type and payload. */
        TEXT,
        /** The event as the API tells it, one JSON object a line. */
        NDJSON;

        /** As it is written on the command line. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final PrintWriter out;
    private final Format format;
    private final long limit;
    private long printed;

    EventLines(PrintWriter out, Format format, long limit) {
        this.out = out;
        this.format = format;
        this.limit = limit;
    }

    void print(JsonNode event) {
        out.println(format == Format.NDJSON ? event.toString() : text(event));
        printed++;
    }

    /** True when as many as wanted are printed, or nobody reads them any more. */
    boolean full() {
        return printed >= limit || out.checkError();
    }

    private static String text(JsonNode event) {
        String author = event.path("author").asText();
        return Instant.ofEpochMilli(event.path("timestamp").asLong())
                + " " + author.substring(0, Math.min(8, author.length()))
                + " " + event.path("seq").asLong()
                + " " + Printable.text(event.path("type").asText())
                + " " + payload(event);
    }

    private static String payload(JsonNode event) {
        if (event.path("payloadDeleted").asBoolean()) {
            return "(payload deleted, " + event.path("payloadSize").asLong() + " bytes)";
        }
        if (event.has("payload")) {
            return Printable.text(event.path("payload").toString());
        }
        String base64 = event.path("payloadBase64").asText();
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            return Printable.text(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException | IllegalArgumentException e) {
            return "base64:" + Printable.text(base64);
        }
    }
}
