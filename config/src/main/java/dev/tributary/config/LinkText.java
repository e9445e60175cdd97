package dev.tributary.config;

import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The text form of {@link AgentConfig.Link}: {@code KEY=8KiB/s;50MiB/day;22:00-06:00+12:00-13:00}. Each part says by
 * its form what it is, so any of them may be left out.
 */
final class LinkText {
    static final String SHAPE = "KEY=RATE/s;BYTES/day;HH:MM-HH:MM+HH:MM-HH:MM, any of the parts";
    static final String SECOND = "/s";
    static final String DAY = "/day";
    static final int MAX_WINDOWS = 16;

    private static final long LEAST_RATE = 64;
    private static final long LEAST_BUDGET = 1024;
    private static final long MOST = 1L << 40;
    private static final ValueType KEY = new ValueType.Hex64();
    private static final Pattern WINDOW =
            Pattern.compile("([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])");

    private LinkText() {}

    static Optional<String> problem(String text) {
        int equals = text.indexOf('=');
        if (equals < 0) {
            return Optional.of("must be " + SHAPE + ", but '" + Quoted.brief(text) + "' has no =");
        }
        Optional<String> key = KEY.problem(text.substring(0, equals)).map(problem -> "the key " + problem);
        return key.or(() -> Stream.of(parts(text))
                        .flatMap(part -> partProblem(part).stream())
                        .findFirst())
                .or(() -> twice(text));
    }

    private static Optional<String> partProblem(String part) {
        if (part.endsWith(SECOND)) {
            return amountProblem(part, SECOND);
        }
        return part.endsWith(DAY) ? amountProblem(part, DAY) : windowsProblem(part);
    }

    private static Optional<String> twice(String text) {
        List<String> kinds = Stream.of(parts(text))
                .map(part -> part.endsWith(SECOND) ? "rate" : part.endsWith(DAY) ? "budget" : "list of windows")
                .toList();
        return kinds.stream()
                .filter(kind -> kinds.indexOf(kind) != kinds.lastIndexOf(kind))
                .findFirst()
                .map(kind -> "has more than one " + kind);
    }

    /** Why {@code text} is not an amount such as 8KiB/s or 50MiB/day; {@code per} is the unit's end. */
    static Optional<String> amountProblem(String text, String per) {
        String wanted = per.equals(SECOND) ? "a rate such as 8KiB/s" : "a budget such as 50MiB/day";
        Optional<Long> bytes =
                text.endsWith(per) ? ByteSize.parse(text.substring(0, text.length() - per.length())) : Optional.empty();
        long least = per.equals(SECOND) ? LEAST_RATE : LEAST_BUDGET;
        if (bytes.isEmpty()) {
            return Optional.of("must be " + wanted + " (B, KiB, MiB or GiB), but is '" + Quoted.brief(text) + "'");
        }
        return bytes.get() >= least && bytes.get() <= MOST
                ? Optional.empty()
                : Optional.of("must be from " + ByteSize.format(least) + per + " to " + ByteSize.format(MOST) + per
                        + ", but is " + text);
    }

    /** Why {@code text} is not a list of windows joined by +. */
    static Optional<String> windowsProblem(String text) {
        String[] windows = text.split("\\+", -1);
        if (windows.length > MAX_WINDOWS) {
            return Optional.of("has " + windows.length + " windows, at most " + MAX_WINDOWS + " are allowed");
        }
        return Stream.of(windows)
                .flatMap(window -> windowProblem(window).stream())
                .findFirst();
    }

    private static Optional<String> windowProblem(String window) {
        Matcher matcher = WINDOW.matcher(window);
        if (!matcher.matches()) {
            return Optional.of("must be a window such as 22:00-06:00, a RATE/s or BYTES/day, but is '"
                    + Quoted.brief(window) + "'");
        }
        return window.substring(0, 5).equals(window.substring(6))
                ? Optional.of("the window " + window + " is empty: leave it out for the whole day")
                : Optional.empty();
    }

    /** The key in {@code text}, in lower case. */
    static String peer(String text) {
        return text.substring(0, text.indexOf('=')).toLowerCase(Locale.ROOT);
    }

    /** Reads what {@link #problem} has found no fault with. */
    static AgentConfig.Link read(String text) {
        OptionalLong rate = OptionalLong.empty();
        OptionalLong budget = OptionalLong.empty();
        List<AgentConfig.Window> windows = new ArrayList<>();
        for (String part : parts(text)) {
            if (part.endsWith(SECOND)) {
                rate = amount(part, SECOND);
            } else if (part.endsWith(DAY)) {
                budget = amount(part, DAY);
            } else {
                Stream.of(part.split("\\+", -1)).map(LinkText::window).forEach(windows::add);
            }
        }
        return new AgentConfig.Link(peer(text), rate, budget, windows);
    }

    private static OptionalLong amount(String part, String per) {
        return OptionalLong.of(
                ByteSize.parse(part.substring(0, part.length() - per.length())).orElseThrow());
    }

    private static AgentConfig.Window window(String text) {
        return new AgentConfig.Window(LocalTime.parse(text.substring(0, 5)), LocalTime.parse(text.substring(6)));
    }

    private static String[] parts(String text) {
        return text.substring(text.indexOf('=') + 1).split(";", -1);
    }
}
