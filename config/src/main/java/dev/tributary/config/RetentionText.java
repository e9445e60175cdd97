package dev.tributary.config;

import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text form of {@link AgentConfig.Retention}: {@code others;events=100000;bytes=1GiB;age=30d;replicated=2;refuse}.
 */
final class RetentionText {
    static final String SHAPE = "others, own or KEY, then ;events=N, ;bytes=SIZE or ;age=Nd (or Nh), then "
            + ";replicated=K or ;refuse if wanted";

    private static final ValueType KEY = new ValueType.Hex64();
    private static final Pattern EVENTS = Pattern.compile("events=([1-9][0-9]{0,15})");
    private static final Pattern BYTES = Pattern.compile("bytes=(.+)");
    private static final Pattern AGE = Pattern.compile("age=([1-9][0-9]{0,4})([dh])");
    private static final Pattern REPLICATED = Pattern.compile("replicated=([1-9][0-9]?)");
    private static final String REFUSE = "refuse";
    private static final long LEAST_EVENTS = 1_024;
    private static final long LEAST_BYTES = 1L << 20;

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
            if (!known(limit)) {
                return Optional.of("has '" + Quoted.brief(limit)
                        + "', which is none of events=N, bytes=SIZE, age=Nd, replicated=K, refuse");
            }
            if (!limits.add(limit.replaceFirst("=.*", ""))) {
                return Optional.of("names a limit twice: '" + Quoted.brief(limit) + "'");
            }
        }
        boolean size = limits.contains("events") || limits.contains("bytes");
        if (!size && !limits.contains("age")) {
            return Optional.of("must be " + SHAPE + ", and has no limit");
        }
        if (limits.contains(REFUSE) && !size) {
            return Optional.of("has refuse, which needs events=N or bytes=SIZE beside it: age stops nobody");
        }
        return limits.contains(REFUSE) && limits.contains("replicated") ? tooSmall(read(text)) : Optional.empty();
    }

    /** A log is shortened by whole runs, so a small one would be full with nothing that could go. */
    private static Optional<String> tooSmall(AgentConfig.Retention rule) {
        boolean small = rule.events().orElse(LEAST_EVENTS) < LEAST_EVENTS
                || rule.bytes().orElse(LEAST_BYTES) < LEAST_BYTES;
        return small
                ? Optional.of("is too small to refuse at while peers are waited for: events go in runs of up to 256, "
                        + "so take events=" + LEAST_EVENTS + " or bytes=1MiB at least")
                : Optional.empty();
    }

    private static boolean known(String limit) {
        return EVENTS.matcher(limit).matches()
                || AGE.matcher(limit).matches()
                || REPLICATED.matcher(limit).matches()
                || limit.equals(REFUSE)
                || size(limit).isPresent();
    }

    /** Reads what {@link #problem} has found no fault with. */
    static AgentConfig.Retention read(String text) {
        String[] parts = text.split(";", -1);
        OptionalLong events = OptionalLong.empty();
        OptionalLong bytes = OptionalLong.empty();
        Optional<Duration> age = Optional.empty();
        int replicated = 0;
        for (String part : parts) {
            Matcher count = EVENTS.matcher(part);
            Matcher time = AGE.matcher(part);
            Matcher copies = REPLICATED.matcher(part);
            if (count.matches()) {
                events = OptionalLong.of(Long.parseLong(count.group(1)));
            } else if (time.matches()) {
                long number = Long.parseLong(time.group(1));
                age = Optional.of(time.group(2).equals("d") ? Duration.ofDays(number) : Duration.ofHours(number));
            } else if (copies.matches()) {
                replicated = Integer.parseInt(copies.group(1));
            } else {
                bytes = bytes.isPresent() ? bytes : size(part);
            }
        }
        boolean refuse = Set.of(parts).contains(REFUSE);
        return new AgentConfig.Retention(parts[0].toLowerCase(Locale.ROOT), events, bytes, age, replicated, refuse);
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
