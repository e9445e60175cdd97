package dev.tributary.web;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.HeadsSummary;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a bundle shall hold: {@code {"authors":[key ...],"heads":[{"author","seq","hash"} ...]}}. Both may be missing,
 * and the other fields that {@code GET /api/v1/heads} answers are let pass, so that its answer can be sent as it is.
 *
 * @param after what is there already
 * @param authors whose logs; empty for all
 */
record ExportWanted(HeadsSummary after, Set<AuthorId> authors) {
    private static final Set<String> OF_HEADS = Set.of("space", "storeId", "digest");

    static ExportWanted read(RoutingContext request) {
        Buffer body = request.body().buffer();
        String text = body == null
                ? ""
                : JsonText.utf8(ByteBuffer.wrap(body.getBytes())).orElse("");
        try (JsonParser parser = Json.FACTORY.createParser(text)) {
            return read(parser);
        } catch (JsonProcessingException e) {
            throw Problem.notJson(e).refused();
        } catch (IOException e) {
            throw new IllegalStateException("text in memory could not be read", e);
        }
    }

    private static ExportWanted read(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw wrong("it must be an object; {} asks for everything");
        }
        List<AuthorHead> heads = new ArrayList<>();
        Set<AuthorId> authors = new TreeSet<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            boolean list = name.equals("heads") || name.equals("authors");
            if (!list && !OF_HEADS.contains(name)) {
                throw wrong("\"" + name + "\" is unknown; known are \"authors\" and \"heads\"");
            }
            if (list && value != JsonToken.START_ARRAY) {
                throw wrong("\"" + name + "\" is not a list");
            }
            while (list && parser.nextToken() != JsonToken.END_ARRAY) {
                if (name.equals("heads")) {
                    heads.add(head(parser));
                } else {
                    authors.add(author(parser));
                }
            }
        }
        return new ExportWanted(HeadsSummary.of(heads), authors);
    }

    private static AuthorId author(JsonParser parser) throws IOException {
        try {
            return AuthorId.ofHex(parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : "");
        } catch (IllegalArgumentException e) {
            throw wrong("an entry of \"authors\" is not a key: " + e.getMessage());
        }
    }

    private static AuthorHead head(JsonParser parser) throws IOException {
        String wanted = "every entry of \"heads\" is {\"author\",\"seq\",\"hash\"}";
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw wrong(wanted);
        }
        String author = "";
        String hash = "";
        long seq = 0;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "author" -> author = parser.getText();
                case "hash" -> hash = parser.getText();
                case "seq" -> seq = value == JsonToken.VALUE_NUMBER_INT ? parser.getLongValue() : 0;
                default -> throw wrong(wanted + "; \"" + name + "\" is unknown");
            }
        }
        try {
            return new AuthorHead(AuthorId.ofHex(author), seq, EventHash.ofHex(hash));
        } catch (IllegalArgumentException e) {
            throw wrong(wanted + ": " + e.getMessage());
        }
    }

    private static Refused wrong(String what) {
        return Problem.of(400, "What is to be exported is wrong: " + what + ".").refused();
    }
}
