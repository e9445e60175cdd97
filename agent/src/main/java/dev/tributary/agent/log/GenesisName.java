package dev.tributary.agent.log;

import java.util.Optional;

/**
 * The JSON object {@code {"name": ...}} of a genesis event. Reads the first member called {@code name} of any object
 * and skips the rest: the name is for people and decides nothing.
 */
final class GenesisName {
    private final String json;
    private int at;

    private GenesisName(String json) {
        this.json = json;
    }

    /** The payload that carries {@code name}. */
    static String json(String name) {
        StringBuilder out = new StringBuilder("{\"name\":\"");
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                out.append(c);
            }
        }
        return out.append("\"}").toString();
    }

    /** The name in a payload; empty when there is none. */
    static Optional<String> of(String json) {
        return new GenesisName(json).read();
    }

    private Optional<String> read() {
        if (!next('{')) {
            return Optional.empty();
        }
        do {
            Optional<String> key = string();
            if (key.isEmpty() || !next(':')) {
                return Optional.empty();
            }
            if (key.get().equals("name")) {
                return string();
            }
            skipValue();
        } while (next(','));
        return Optional.empty();
    }

    private boolean next(char expected) {
        while (at < json.length() && Character.isWhitespace(json.charAt(at))) {
            at++;
        }
        if (at < json.length() && json.charAt(at) == expected) {
            at++;
            return true;
        }
        return false;
    }

    private Optional<String> string() {
        if (!next('"')) {
            return Optional.empty();
        }
        StringBuilder out = new StringBuilder();
        while (at < json.length()) {
            char c = json.charAt(at++);
            if (c == '"') {
                return Optional.of(out.toString());
            }
            if (c == '\\' && !escape(out)) {
                return Optional.empty();
            } else if (c != '\\') {
                out.append(c);
            }
        }
        return Optional.empty();
    }

    private boolean escape(StringBuilder out) {
        if (at >= json.length()) {
            return false;
        }
        char c = json.charAt(at++);
        int plain = "\"\\/bfnrt".indexOf(c);
        if (plain >= 0) {
            out.append("\"\\/\b\f\n\r\t".charAt(plain));
            return true;
        }
        if (c != 'u' || !json.substring(at, Math.min(at + 4, json.length())).matches("[0-9a-fA-F]{4}")) {
            return false;
        }
        out.append((char) Integer.parseInt(json, at, at + 4, 16));
        at += 4;
        return true;
    }

    /** Goes to the comma or brace that ends a value; brackets are counted, so depth costs no stack. */
    private void skipValue() {
        int depth = 0;
        while (at < json.length()) {
            char c = json.charAt(at);
            if (depth == 0 && (c == ',' || c == '}')) {
                return;
            }
            if (c == '"') {
                if (string().isEmpty()) {
                    at = json.length();
                }
                continue;
            }
            depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
            at++;
        }
    }
}
