package dev.tributary.agent.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads server-sent events (WHATWG HTML, section 9.2). A message without data is told too, since an id alone says how
 * far the stream is.
 */
final class SseReader {
    /** More than the largest event of an agent as JSON, which is its payload as text with every character escaped. */
    static final int MOST_CHARACTERS = 1 << 20;

    private final BufferedReader reader;

    SseReader(InputStream in) {
        this.reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    /**
     * One message.
     *
     * @param event its name, empty for a plain one
     * @param data its lines, joined by line ends
     * @param id the stream's place after it, empty when it names none
     */
    record Message(String event, String data, String id) {}

    /** The next message; empty at the end of the stream, which drops a message that is cut off. */
    Optional<Message> next() throws IOException {
        String event = "";
        String id = "";
        StringBuilder data = new StringBuilder();
        boolean any = false;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.isEmpty() && any) {
                String text = data.isEmpty() ? "" : data.substring(0, data.length() - 1);
                return Optional.of(new Message(event, text, id));
            }
            int colon = line.indexOf(':');
            String name = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
            any |= !name.isEmpty();
            switch (name) {
                case "event" -> event = value;
                case "id" -> id = value;
                case "data" -> data.append(value).append('\n');
                default -> {
                    // Comments and fields of later versions mean nothing here.
                }
            }
            if (data.length() > MOST_CHARACTERS) {
                throw new IOException("a message has more than " + MOST_CHARACTERS + " characters");
            }
        }
        return Optional.empty();
    }
}
