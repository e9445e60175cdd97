package dev.tributary.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The text form of {@link AgentConfig.Interest}: {@code KEY=all}, {@code KEY=none} or {@code KEY=KEY+KEY}, and behind
 * that {@code ;quiet}, {@code ;headers} or both. What stands behind the = can also be said by itself, of a peer that is
 * named elsewhere.
 *
 * @since 0.1
 */
public final class InterestText {
    /** What stands behind the =. */
    public static final String SHAPE = "all, none or KEY+KEY, each with ;quiet or ;headers behind it or not";

    static final String ENTRY_SHAPE = "KEY=all, KEY=none or KEY=KEY+KEY, each with ;quiet or ;headers behind it or not";

    private static final String QUIET = "quiet";
    private static final String HEADERS = "headers";
    private static final List<String> OPTIONS = List.of(QUIET, HEADERS);
    private static final ValueType KEY = new ValueType.Hex64();

    private InterestText() {}

    /** What is wrong with {@code wants}, the part behind the =; empty when nothing is. */
    public static Optional<String> problem(String wants) {
        return problem(wants, 1);
    }

    /** Reads what {@link #problem} has found no fault with, for a peer: 64 hexadecimal digits. */
    public static AgentConfig.Interest read(String peer, String wants) {
        String[] parts = wants.toLowerCase(Locale.ROOT).split(";", -1);
        Optional<List<String>> authors = switch (parts[0]) {
            case "all" -> Optional.empty();
            case "none" -> Optional.of(List.of());
            default -> Optional.of(List.of(parts[0].split("\\+", -1)));
        };
        List<String> options = List.of(parts).subList(1, parts.length);
        return new AgentConfig.Interest(
                peer.toLowerCase(Locale.ROOT), authors, !options.contains(QUIET), !options.contains(HEADERS));
    }

    /** The part behind the =, in the one form in which it is shown. */
    public static String wants(AgentConfig.Interest interest) {
        String authors = interest.authors()
                .map(keys -> keys.isEmpty() ? "none" : String.join("+", keys))
                .orElse("all");
        return authors + (interest.live() ? "" : ";" + QUIET) + (interest.payloads() ? "" : ";" + HEADERS);
    }

    static Optional<String> entryProblem(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            return Optional.of("must be " + ENTRY_SHAPE + ", but '" + Quoted.brief(text) + "' has no =");
        }
        return blank(text, 1)
                .or(() -> KEY.problem(text.substring(0, equals)).map(problem -> "the peer's key " + problem))
                .or(() -> problem(text.substring(equals + 1), equals + 2));
    }

    static AgentConfig.Interest readEntry(String text) {
        return read(peer(text), text.substring(text.indexOf('=') + 1));
    }

    /** The peer's key, in lower case. */
    static String peer(String text) {
        return text.substring(0, Math.max(0, text.indexOf('='))).toLowerCase(Locale.ROOT);
    }

    /** {@code at} is the number of the first character, counted from 1 in what the operator wrote. */
    private static Optional<String> problem(String wants, int at) {
        int end = wants.indexOf(';');
        String authors = end < 0 ? wants : wants.substring(0, end);
        return blank(wants, at)
                .or(() -> authorsProblem(authors.toLowerCase(Locale.ROOT), at))
                .or(() -> end < 0 ? Optional.empty() : optionsProblem(wants.substring(end), at + end));
    }

    private static Optional<String> blank(String text, int at) {
        return Stream.iterate(0, i -> i < text.length(), i -> i + 1)
                .filter(i -> Character.isWhitespace(text.charAt(i)))
                .findFirst()
                .map(i -> "has a blank at character " + (at + i) + ": write it without");
    }

    private static Optional<String> authorsProblem(String authors, int at) {
        if (authors.equals("all") || authors.equals("none")) {
            return Optional.empty();
        }
        if (!authors.contains("+") && authors.length() < 8) {
            return Optional.of("must be " + SHAPE + ", but has '" + Quoted.brief(authors) + "' at character " + at);
        }
        Set<String> seen = new HashSet<>();
        int from = at;
        for (String key : authors.split("\\+", -1)) {
            Optional<String> problem = KEY.problem(key);
            if (problem.isPresent()) {
                return Optional.of("the author's key at character " + from + " " + problem.get());
            }
            if (!seen.add(key)) {
                return Optional.of("names the author " + key.substring(0, 8) + "... twice, at character " + from
                        + " again; keep one");
            }
            from += key.length() + 1;
        }
        return Optional.empty();
    }

    private static Optional<String> optionsProblem(String options, int at) {
        List<String> seen = new ArrayList<>();
        int from = at;
        for (String option : options.substring(1).split(";", -1)) {
            String word = option.toLowerCase(Locale.ROOT);
            if (!OPTIONS.contains(word)) {
                return Optional.of("has '" + Quoted.brief(";" + option) + "' at character " + from + ", known are "
                        + ";" + String.join(" and ;", OPTIONS));
            }
            if (seen.contains(word)) {
                return Optional.of("has ;" + word + " twice, at character " + from + " again; keep one");
            }
            seen.add(word);
            from += option.length() + 1;
        }
        return Optional.empty();
    }
}
