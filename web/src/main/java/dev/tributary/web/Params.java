package dev.tributary.web;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.plugin.EventReader;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads path and query parameters; what is wrong is refused with its name. */
final class Params {
    private Params() {}

    /** The path parameter {@code author}. */
    static AuthorId author(RoutingContext request) {
        return parse("author", request.pathParam("author"), AuthorId::ofHex);
    }

    /** The path parameter {@code key} of a peer. */
    static AuthorId peer(RoutingContext request) {
        return parse("key", request.pathParam("key"), AuthorId::ofHex);
    }

    /** The path parameter {@code hash}. */
    static EventHash hash(RoutingContext request) {
        return parse("hash", request.pathParam("hash"), EventHash::ofHex);
    }

    /** Lets a request pass whose query parameters are all in {@code known}: a misspelt one would be left out unseen. */
    static void requireKnown(RoutingContext request, Set<String> known) {
        for (String name : request.queryParams().names()) {
            if (!known.contains(name)) {
                String all =
                        known.isEmpty() ? "This call takes none." : "Known here: " + String.join(", ", known) + ".";
                throw Problem.of(400, "The parameter \"" + brief(name) + "\" is unknown. " + all)
                        .refused();
            }
        }
        request.next();
    }

    /** The query parameter {@code author}. */
    static Optional<AuthorId> queryAuthor(RoutingContext request) {
        return text(request, "author").map(text -> parse("author", text, AuthorId::ofHex));
    }

    /** The query parameter {@code after}, where it names an author. */
    static Optional<AuthorId> queryAfterAuthor(RoutingContext request) {
        return text(request, "after").map(text -> parse("after", text, AuthorId::ofHex));
    }

    /** A query parameter, empty when it is missing or blank. */
    static Optional<String> text(RoutingContext request, String name) {
        return request.queryParam(name).stream().findFirst().filter(text -> !text.isBlank());
    }

    /** The query parameter {@code limit}: at least 1, and never more than a page of the reader. */
    static int limit(RoutingContext request, int otherwise) {
        return limit(request, otherwise, EventReader.MAX_PAGE);
    }

    /** The query parameter {@code limit}: at least 1, and never more than {@code most}. */
    static int limit(RoutingContext request, int otherwise, int most) {
        long limit = number(request, "limit", otherwise);
        if (limit < 1) {
            throw refused("limit", "it is at least 1");
        }
        return (int) Math.min(limit, most);
    }

    /** A query parameter that is a whole number of 0 or more. */
    static long number(RoutingContext request, String name, long otherwise) {
        Optional<String> text = text(request, name);
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(text.get());
            if (number < 0) {
                throw refused(name, "it is 0 or more");
            }
            return number;
        } catch (NumberFormatException e) {
            throw refused(name, "\"" + brief(text.get()) + "\" is not a whole number");
        }
    }

    static <T> T parse(String name, @Nullable String text, Function<String, T> reader) {
        try {
            return reader.apply(text == null ? "" : text);
        } catch (IllegalArgumentException e) {
            throw refused(name, e.getMessage() == null ? "it cannot be read" : e.getMessage());
        }
    }

    static Refused missing(String name, String what) {
        return Problem.of(400, "The parameter \"" + name + "\" is missing: " + what + ".")
                .refused();
    }

    static Refused refused(String name, String why) {
        return Problem.of(400, "The parameter \"" + name + "\" is wrong: " + why + ".")
                .refused();
    }

    private static String brief(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }
}
