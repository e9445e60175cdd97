package dev.tributary.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What went wrong with a request, as RFC 9457 writes it: {@code {"type":"about:blank","title","status","detail"}}.
 *
 * @param status the HTTP status
 * @param detail a sentence for a person: what was wrong, where, and what to do
 * @param place line and column in the body, for broken JSON
 * @param headers what the answer carries besides
 */
record Problem(int status, String detail, Optional<Place> place, Map<String, String> headers) {
    /**
     * Where in a body, both from 1 on.
     *
     * @param line the line
     * @param column the character in it
     */
    record Place(int line, int column) {}

    Problem {
        headers = Map.copyOf(headers);
    }

    static Problem of(int status, String detail) {
        return new Problem(status, detail, Optional.empty(), Map.of());
    }

    static Problem at(int status, Place place, String detail) {
        return new Problem(status, detail, Optional.of(place), Map.of());
    }

    /** What the parser says about a body, with its place and without the library's words. */
    static Problem notJson(JsonProcessingException e) {
        Place place = e.getLocation() == null
                ? new Place(1, 1)
                : new Place(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
        return at(
                400, place, "The body is not valid JSON at line " + place.line() + ", column " + place.column() + ".");
    }

    /** The same with one more header. */
    Problem with(String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return new Problem(status, detail, place, more);
    }

    /** The same, asking the caller to come back. */
    Problem retryAfter(int seconds) {
        return with("Retry-After", Integer.toString(seconds));
    }

    /** As an exception, for code that is deep inside of a request. */
    Refused refused() {
        return new Refused(this);
    }

    /** The name of the status, as RFC 9110 has it. */
    String title() {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 408 -> "Request Timeout";
            case 413 -> "Content Too Large";
            case 415 -> "Unsupported Media Type";
            case 421 -> "Misdirected Request";
            case 422 -> "Unprocessable Content";
            case 429 -> "Too Many Requests";
            case 503 -> "Service Unavailable";
            case 507 -> "Insufficient Storage";
            default -> status >= 500 ? "Internal Server Error" : "Request Failed";
        };
    }
}
