package dev.tributary.web;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.EventRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code {"type","payload" | "payloadBase64","deps"}}. A {@code payload} is taken as it stands in the body, from
 * the first to the last character of its value: no number is rounded, no key moves, no space is lost.
 */
final class DraftReader {
    private final String text;
    private final int firstLine;
    private final int payloadLimit;
    private final Set<String> seen = new HashSet<>();
    private final List<EventRef> deps = new ArrayList<>();
    private @Nullable String type;
    private @Nullable Bytes payload;

    private DraftReader(String text, int firstLine, int payloadLimit) {
        this.text = text;
        this.firstLine = firstLine;
        this.payloadLimit = payloadLimit;
    }

    /**
     * The draft that {@code text} holds.
     *
     * @param firstLine the line of the body on which the text starts, from 1 on: errors name it
     * @throws Refused with the place when the text is anything else
     */
    static EventDraft read(String text, int firstLine, int payloadLimit) {
        return new DraftReader(text, firstLine, payloadLimit).draft();
    }

    private EventDraft draft() {
        try (JsonParser parser = Json.FACTORY.createParser(text)) {
            try {
                return envelope(parser);
            } catch (JsonProcessingException e) {
                JsonLocation at = e.getLocation() == null ? parser.currentLocation() : e.getLocation();
                throw refusal(at, "is not valid JSON: " + Json.why(e) + ".");
            }
        } catch (IOException e) {
            throw new IllegalStateException("text in memory could not be read", e);
        }
    }

    private EventDraft envelope(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw refusal(parser.currentTokenLocation(), "must be an object with \"type\" and \"payload\".");
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            field(parser);
        }
        JsonLocation end = parser.currentTokenLocation();
        if (parser.nextToken() != null) {
            throw refusal(parser.currentTokenLocation(), "must end after its one object.");
        }
        if (type == null) {
            throw refusal(end, "lacks \"type\", such as \"sensor.reading\".");
        }
        if (payload == null) {
            throw refusal(end, "lacks the payload: give \"payload\" with any JSON value, or \"payloadBase64\".");
        }
        return new EventDraft(type, payload, deps);
    }

    private void field(JsonParser parser) throws IOException {
        JsonLocation at = parser.currentTokenLocation();
        String name = parser.currentName();
        if (!seen.add(name)) {
            throw refusal(at, "has \"" + brief(name) + "\" twice.");
        }
        parser.nextToken();
        switch (name) {
            case "type" -> type = string(parser, "type");
            case "payload" -> payload(at, Bytes.utf8(rawValue(parser)));
            case "payloadBase64" -> payload(at, base64(parser));
            case "deps" -> deps(parser);
            default ->
                throw refusal(
                        at,
                        "has the unknown field \"" + brief(name)
                                + "\"; known are \"type\", \"payload\", \"payloadBase64\" and \"deps\".");
        }
    }

    private void payload(JsonLocation at, Bytes bytes) {
        if (payload != null) {
            throw refusal(at, "has both \"payload\" and \"payloadBase64\"; give one of them.");
        }
        if (bytes.size() > payloadLimit) {
            throw Problem.of(
                            413,
                            "The payload" + onLine() + " has " + bytes.size() + " bytes; the most is " + payloadLimit
                                    + ". Split it over several events.")
                    .refused();
        }
        payload = bytes;
    }

    /** The characters of the value that the parser stands on. */
    private String rawValue(JsonParser parser) throws IOException {
        int start = Math.toIntExact(parser.currentTokenLocation().getCharOffset());
        parser.skipChildren();
        parser.finishToken();
        return text.substring(start, Math.toIntExact(parser.currentLocation().getCharOffset()));
    }

    private Bytes base64(JsonParser parser) throws IOException {
        JsonLocation at = parser.currentTokenLocation();
        try {
            return Bytes.wrap(Base64.getDecoder().decode(string(parser, "payloadBase64")));
        } catch (IllegalArgumentException e) {
            throw refusal(at, "has a \"payloadBase64\" that is not base64 (RFC 4648, section 4).");
        }
    }

    private void deps(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw refusal(parser.currentTokenLocation(), "has \"deps\" that is not a list.");
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            deps.add(dep(parser));
        }
    }

    private EventRef dep(JsonParser parser) throws IOException {
        JsonLocation at = parser.currentTokenLocation();
        String wanted = "needs {\"author\",\"seq\",\"hash\"} for every entry of \"deps\"";
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw refusal(at, wanted + ".");
        }
        String author = "";
        long seq = 0;
        String hash = "";
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "author" -> author = string(parser, name);
                case "hash" -> hash = string(parser, name);
                case "seq" -> seq = value == JsonToken.VALUE_NUMBER_INT ? parser.getLongValue() : 0;
                default -> throw refusal(at, wanted + "; \"" + brief(name) + "\" is unknown.");
            }
        }
        try {
            return new EventRef(AuthorId.ofHex(author), seq, EventHash.ofHex(hash));
        } catch (IllegalArgumentException e) {
            throw refusal(at, wanted + ": " + e.getMessage() + ".");
        }
    }

    private String string(JsonParser parser, String name) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw refusal(parser.currentTokenLocation(), "has a \"" + name + "\" that is not a string.");
        }
        return parser.getText();
    }

    private Refused refusal(JsonLocation at, String what) {
        Problem.Place place =
                new Problem.Place(firstLine - 1 + Math.max(1, at.getLineNr()), Math.max(1, at.getColumnNr()));
        return Problem.at(400, place, "The event at line " + place.line() + ", column " + place.column() + " " + what)
                .refused();
    }

    private String onLine() {
        return firstLine > 1 ? " on line " + firstLine : "";
    }

    private static String brief(String name) {
        return name.length() <= 40 ? name : name.substring(0, 40) + "...";
    }
}
