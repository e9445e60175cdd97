package dev.tributary.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a value must look like. A value is text until it has passed {@link #problem}, whichever source it comes from.
 *
 * @since 0.1
 */
public sealed interface ValueType {
    /** What to write, in a few words: {@code host:port}. */
    String shape();

    /** Why {@code text} is not such a value; empty when it is one. */
    Optional<String> problem(String text);

    /** The JSON Schema of such a value. */
    Map<String, Object> schema();

    /** The allowed value that was most likely meant by {@code text}. */
    default Optional<String> nearest(String text) {
        return Optional.empty();
    }

    /** A line of text. */
    record Text(int most) implements ValueType {
        @Override
        public String shape() {
            return "text";
        }

        @Override
        public Optional<String> problem(String text) {
            if (text.isBlank()) {
                return Optional.of("must not be empty");
            }
            if (text.length() > most) {
                return Optional.of("has " + text.length() + " characters, at most " + most + " are allowed");
            }
            return text.chars().anyMatch(Character::isISOControl)
                    ? Optional.of("must be one line without control characters")
                    : Optional.empty();
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("type", "string", "minLength", 1, "maxLength", most);
        }
    }

    /** A file or directory; a relative one belongs to the directory in which the agent was started. */
    record FilePath() implements ValueType {
        @Override
        public String shape() {
            return "path";
        }

        @Override
        public Optional<String> problem(String text) {
            try {
                return Path.of(text).toString().isBlank() ? Optional.of("must not be empty") : Optional.empty();
            } catch (InvalidPathException e) {
                return Optional.of("is not a path: " + e.getReason());
            }
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("type", "string", "minLength", 1);
        }
    }

    /** A network address; IPv6 in brackets. */
    record Address() implements ValueType {
        @Override
        public String shape() {
            return "host:port";
        }

        @Override
        public Optional<String> problem(String text) {
            return HostPort.problem(text);
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("type", "string", "pattern", "^(\\[[0-9a-fA-F:.%]+\\]|[^:\\s]+):[0-9]{1,5}$");
        }
    }

    /** 32 bytes as hexadecimal digits: an author key or a space id. */
    record Hex64() implements ValueType {
        private static final Pattern DIGITS = Pattern.compile("[0-9a-fA-F]*");
        private static final int LENGTH = 64;

        @Override
        public String shape() {
            return LENGTH + " hexadecimal digits";
        }

        @Override
        public Optional<String> problem(String text) {
            if (!DIGITS.matcher(text).matches()) {
                return Optional.of("must be " + shape() + ", but '" + Quoted.brief(text) + "' has other characters");
            }
            return text.length() == LENGTH
                    ? Optional.empty()
                    : Optional.of("must be " + shape() + ", but this has " + text.length());
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("type", "string", "pattern", "^[0-9a-fA-F]{64}$");
        }
    }

    /** A whole number. */
    record Count(int least, int most) implements ValueType {
        @Override
        public String shape() {
            return "number from " + least + " to " + most;
        }

        @Override
        public Optional<String> problem(String text) {
            boolean fits = Pattern.matches("[0-9]{1,10}", text)
                    && Long.parseLong(text) >= least
                    && Long.parseLong(text) <= most;
            return fits
                    ? Optional.empty()
                    : Optional.of("must be a " + shape() + ", but is '" + Quoted.brief(text) + "'");
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("type", "integer", "minimum", least, "maximum", most);
        }
    }

    /** A number of bytes such as {@code 64MiB}. */
    record Size(long least, long most) implements ValueType {
        @Override
        public String shape() {
            return "size from " + ByteSize.format(least) + " to " + ByteSize.format(most);
        }

        @Override
        public Optional<String> problem(String text) {
            Optional<Long> bytes = ByteSize.parse(text);
            if (bytes.isEmpty()) {
                return Optional.of(
                        "must be a size such as 64MiB (B, KiB, MiB or GiB), but is '" + Quoted.brief(text) + "'");
            }
            return bytes.get() >= least && bytes.get() <= most
                    ? Optional.empty()
                    : Optional.of("must be a " + shape() + ", but is " + text);
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("type", List.of("string", "integer"), "pattern", "^[0-9]+ ?(B|KiB|MiB|GiB)?$");
        }
    }

    /** Yes or no. */
    record Flag() implements ValueType {
        @Override
        public String shape() {
            return "true or false";
        }

        @Override
        public Optional<String> problem(String text) {
            return text.equals("true") || text.equals("false")
                    ? Optional.empty()
                    : Optional.of("must be true or false, but is '" + Quoted.brief(text) + "'");
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("type", "boolean");
        }
    }

    /** One of a few words. */
    record Choice(List<String> words) implements ValueType {
        public Choice {
            words = List.copyOf(words);
        }

        @Override
        public String shape() {
            return String.join(" | ", words);
        }

        @Override
        public Optional<String> problem(String text) {
            return words.contains(text)
                    ? Optional.empty()
                    : Optional.of(
                            "must be one of " + String.join(", ", words) + ", but is '" + Quoted.brief(text) + "'");
        }

        @Override
        public Optional<String> nearest(String text) {
            return Nearest.of(text, words);
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("enum", words);
        }
    }

    /** An agent that may connect: {@code KEY} or {@code KEY@HOST:PORT}; in a file also {@code {key, address}}. */
    record PeerEntry() implements ValueType {
        @Override
        public String shape() {
            return "KEY or KEY@HOST:PORT";
        }

        @Override
        public Optional<String> problem(String text) {
            int at = text.indexOf('@');
            Optional<String> key = new Hex64().problem(at < 0 ? text : text.substring(0, at));
            if (key.isPresent()) {
                return Optional.of("the key " + key.get());
            }
            return at < 0
                    ? Optional.empty()
                    : HostPort.problemToDial(text.substring(at + 1)).map(problem -> "the address " + problem);
        }

        @Override
        public Map<String, Object> schema() {
            Map<String, Object> object = Map.of(
                    "type",
                    "object",
                    "properties",
                    Map.of("key", new Hex64().schema(), "address", new Address().schema()),
                    "required",
                    List.of("key"),
                    "additionalProperties",
                    false);
            Map<String, Object> text = Map.of("type", "string", "pattern", "^[0-9a-fA-F]{64}(@.+:[0-9]{1,5})?$");
            return Map.of("oneOf", List.of(object, text));
        }
    }

    /** What is wanted from a peer, as {@link InterestText} reads it. */
    record InterestEntry() implements ValueType {
        @Override
        public String shape() {
            return InterestText.ENTRY_SHAPE;
        }

        @Override
        public Optional<String> problem(String text) {
            return InterestText.entryProblem(text);
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of(
                    "type",
                    "string",
                    "pattern",
                    "^[0-9a-fA-F]{64}=(all|none|[0-9a-fA-F]{64}(\\+[0-9a-fA-F]{64})*)"
                            + "(;quiet|;headers|;quiet;headers|;headers;quiet)?$");
        }
    }

    /** Which payloads are deleted, as {@link PayloadsText} reads it. */
    record PayloadsEntry() implements ValueType {
        @Override
        public String shape() {
            return PayloadsText.SHAPE;
        }

        @Override
        public Optional<String> problem(String text) {
            return PayloadsText.problem(text);
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("type", "string", "pattern", PayloadsText.SCHEMA);
        }
    }

    /** How much of whose log is kept, as {@link RetentionText} reads it. */
    record RetentionEntry() implements ValueType {
        @Override
        public String shape() {
            return RetentionText.SHAPE;
        }

        @Override
        public Optional<String> problem(String text) {
            return RetentionText.problem(text);
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("type", "string", "pattern", RetentionText.SCHEMA);
        }
    }

    /** What a link may carry and when, as {@link LinkText} reads it; in a file also an object. */
    record LinkEntry() implements ValueType {
        @Override
        public String shape() {
            return LinkText.SHAPE;
        }

        @Override
        public Optional<String> problem(String text) {
            return LinkText.problem(text);
        }

        @Override
        public Map<String, Object> schema() {
            Map<String, Object> windows = new Windows().schema();
            Map<String, Object> object = Map.of(
                    "type",
                    "object",
                    "properties",
                    Map.of(
                            "key",
                            new Hex64().schema(),
                            "rate",
                            new Amount(LinkText.SECOND).schema(),
                            "budget",
                            new Amount(LinkText.DAY).schema(),
                            "windows",
                            Map.of("oneOf", List.of(windows, Map.of("type", "array", "items", windows)))),
                    "required",
                    List.of("key"),
                    "additionalProperties",
                    false);
            return Map.of("oneOf", List.of(object, Map.of("type", "string", "pattern", "^[0-9a-fA-F]{64}=.+$")));
        }
    }

    /** Bytes in a second or in a day. */
    record Amount(String per) implements ValueType {
        @Override
        public String shape() {
            return "amount such as 8KiB" + per;
        }

        @Override
        public Optional<String> problem(String text) {
            return LinkText.amountProblem(text, per);
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("type", "string", "pattern", "^[0-9]+ ?(B|KiB|MiB|GiB)?" + per + "$");
        }
    }

    /** Parts of a day, joined by +. */
    record Windows() implements ValueType {
        @Override
        public String shape() {
            return "window such as 22:00-06:00";
        }

        @Override
        public Optional<String> problem(String text) {
            return LinkText.windowsProblem(text);
        }

        @Override
        public Map<String, Object> schema() {
            String window = "[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]";
            return Map.of("type", "string", "pattern", "^" + window + "(\\+" + window + ")*$");
        }
    }

    /** A time zone of the tz database. */
    record Zone() implements ValueType {
        @Override
        public String shape() {
            return "time zone such as UTC or Europe/Berlin";
        }

        @Override
        public Optional<String> problem(String text) {
            return text.equals("UTC") || ZoneId.getAvailableZoneIds().contains(text)
                    ? Optional.empty()
                    : Optional.of("must be a " + shape() + ", but is '" + Quoted.brief(text) + "'");
        }

        @Override
        public Optional<String> nearest(String text) {
            return Nearest.of(
                    text, ZoneId.getAvailableZoneIds().stream().sorted().toList());
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("type", "string", "minLength", 1);
        }
    }

    /** Any number of values; in flags and variables separated by commas. */
    record ListOf(ValueType element) implements ValueType {
        @Override
        public String shape() {
            return "list of " + element.shape();
        }

        @Override
        public Optional<String> problem(String text) {
            return element.problem(text);
        }

        @Override
        public Optional<String> nearest(String text) {
            return element.nearest(text);
        }

        @Override
        public Map<String, Object> schema() {
            return Map.of("type", "array", "items", element.schema());
        }
    }

    /** Free settings, one level of plugin ids and one of names. */
    record SettingsByPlugin() implements ValueType {
        @Override
        public String shape() {
            return "settings by plugin id";
        }

        @Override
        public Optional<String> problem(String text) {
            return text.length() <= 65_536
                    ? Optional.empty()
                    : Optional.of("has " + text.length() + " characters, at most 65536 are allowed");
        }

        @Override
        public Map<String, Object> schema() {
            Map<String, Object> value = Map.of("type", List.of("string", "number", "boolean"));
            return Map.of(
                    "type", "object", "additionalProperties", Map.of("type", "object", "additionalProperties", value));
        }
    }
}
