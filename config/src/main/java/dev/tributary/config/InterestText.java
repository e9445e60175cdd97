package dev.tributary.config;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The text form of {@link AgentConfig.Interest}: {@code KEY=all}, {@code KEY=none} or {@code KEY=KEY+KEY}. */
final class InterestText {
    static final String SHAPE = "KEY=all, KEY=none or KEY=KEY+KEY, each with ;quiet behind it or not";

    private static final String QUIET = ";quiet";
    private static final ValueType KEY = new ValueType.Hex64();

    private InterestText() {}

    static Optional<String> problem(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            return Optional.of("must be " + SHAPE + ", but '" + Quoted.brief(text) + "' has no =");
        }
        String what = what(text);
        Stream<String> keys = what.equals("all") || what.equals("none") ? Stream.empty() : keys(what);
        return Stream.concat(Stream.of(text.substring(0, equals)), keys)
                .flatMap(key -> KEY.problem(key).stream())
                .findFirst()
                .map(problem -> "each key " + problem);
    }

    /** Reads what {@link #problem} has found no fault with. */
    static AgentConfig.Interest read(String text) {
        String what = what(text);
        Optional<List<String>> authors = switch (what) {
            case "all" -> Optional.empty();
            case "none" -> Optional.of(List.of());
            default -> Optional.of(keys(what).toList());
        };
        return new AgentConfig.Interest(peer(text), authors, !text.endsWith(QUIET));
    }

    /** The peer's key, in lower case. */
    static String peer(String text) {
        return text.substring(0, Math.max(0, text.indexOf('='))).toLowerCase(Locale.ROOT);
    }

    private static String what(String text) {
        int end = text.endsWith(QUIET) ? text.length() - QUIET.length() : text.length();
        return text.substring(Math.min(end, text.indexOf('=') + 1), end).toLowerCase(Locale.ROOT);
    }

    private static Stream<String> keys(String what) {
        return Stream.of(what.split("\\+", -1));
    }
}
