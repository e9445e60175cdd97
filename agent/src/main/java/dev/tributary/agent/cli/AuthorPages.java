package dev.tributary.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/** Reads one author's log page by page. */
final class AuthorPages {
    private static final String PAGE = "256";

    private AuthorPages() {}

    /** Prints what is there after {@code after}; the seq of the last event that was looked at. */
    static long print(ApiClient client, EventOptions wanted, long after, EventLines lines) throws InterruptedException {
        long last = after;
        boolean more = true;
        while (more) {
            String query = ApiClient.query(Map.of("after", Long.toString(last), "limit", PAGE));
            JsonNode page = client.get("/api/v1/authors/" + wanted.author() + "/events" + query);
            for (JsonNode event : page.path("events")) {
                if (lines.full()) {
                    return last;
                }
                last = event.path("seq").asLong();
                if (wanted.type().isEmpty()
                        || wanted.type().equals(event.path("type").asText())) {
                    lines.print(event);
                }
            }
            more = page.path("next").isNumber() && !lines.full();
            last = more ? page.path("next").asLong() : last;
        }
        return last;
    }
}
