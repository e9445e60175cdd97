package dev.tributary.config;

import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text form of {@link AgentConfig.Retention}: {@code others;events=100000;bytes=1GiB;age=30d}. */
final class RetentionText {
    static final String SHAPE = "others, own or KEY, then ;events=N, ;bytes=SIZE or ;age=Nd (or Nh)";

    private static final ValueType KEY = new ValueType.Hex64();
    private static final Pattern EVENTS = Pattern.compile("events=([1-9][0-9]{0,15})");
    private static final Pattern BYTES = Pattern.compile("bytes=(.+)");
    private static final Pattern AGE = Pattern.compile("age=([1-9][0-9]{0,4})([dh])");

    private RetentionText() {}

    static Optional<String> problem(String text) {
        String[] parts = text.split(";", -1);
        String who = parts[0];
        boolean named = who.equals("others") || who.equals("own");
        if (!named && KEY.problem(who).isPresent()) {
            return Optional.of("must begin with others, own or a key, but is '" + Quoted.brief(text) + "'");
        }
        Set<String> limits = new HashSet<>();
        for (int i = 1; i < parts.length; i++) {
            String limit = parts[i];
            boolean known = EVENTS.matcher(limit).matches()
                    || AGE.matcher(limit).matches()
                    || size(limit).isPresent();
            if (!known) {
                return Optional.of("has '" + Quoted.brief(limit) + "', which is none of events=N, bytes=SIZE, age=Nd");
            }
            if (!limits.add(limit.substring(0, limit.indexOf('=')))) {
                return Optional.of("names a limit twice: '" + Quoted.brief(limit) + "'");
            }
        }
        return limits.isEmpty() ? Optional.of("must be " + SHAPE + ", and has no limit") : Optional.empty();
    }

    /** Reads what {@link #problem} has found no fault with. */
    static AgentConfig.Retention read(String text) {
        String[] parts = text.split(";", -1);
        OptionalLong events = OptionalLong.empty();
        OptionalLong bytes = OptionalLong.empty();
        Optional<Duration> age = Optional.empty();
        for (String part : parts) {
            Matcher count = EVENTS.matcher(part);
            Matcher time = AGE.matcher(part);
            if (count.matches()) {
                events = OptionalLong.of(Long.parseLong(count.group(1)));
            } else if (time.matches()) {
                long number = Long.parseLong(time.group(1));
                age = Optional.of(time.group(2).equals("d") ? Duration.ofDays(number) : Duration.ofHours(number));
            } else {
                bytes = bytes.isPresent() ? bytes : size(part);
            }
        }
        return new AgentConfig.Retention(parts[0].toLowerCase(Locale.ROOT), events, bytes, age);
    }

    /** Whose log a rule is about. */
    static String who(String text) {
        return text.split(";", -1)[0].toLowerCase(Locale.ROOT);
    }

    private static OptionalLong size(String limit) {
        Matcher matcher = BYTES.matcher(limit);
        return matcher.matches()
                ? ByteSize.parse(matcher.group(1)).filter(size -> size > 0).stream()
                        .mapToLong(Long::longValue)
                        .findFirst()
                : OptionalLong.empty();
    }
}
