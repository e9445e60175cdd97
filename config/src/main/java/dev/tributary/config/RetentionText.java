package dev.tributary.config;

import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text form of {@link AgentConfig.Retention}: {@code others;events=100000;bytes=1GiB;age=30d;replicated=2;refuse}.
 */
final class RetentionText {
    static final String SHAPE =
            "others, own or KEY, then " + LimitsText.SHAPE + ", then ;replicated=K or ;refuse if wanted";
    static final String SCHEMA =
            "^(others|own|[0-9a-fA-F]{64})(;(" + LimitsText.SCHEMA + "|replicated=[1-9][0-9]?|refuse))+$";

    private static final ValueType KEY = new ValueType.Hex64();
    private static final Pattern REPLICATED = Pattern.compile("replicated=([1-9][0-9]?)");
    private static final String REFUSE = "refuse";
    private static final long LEAST_EVENTS = 1_024;
    private static final long LEAST_BYTES = 1L << 20;

    private RetentionText() {}

    static Optional<String> problem(String text) {
        String[] parts = text.split(";", -1);
        if (!isSomebody(parts[0])) {
            return Optional.of("must begin with others, own or a key, but is '" + Quoted.brief(text) + "'" + byType());
        }
        Set<String> limits = new HashSet<>();
        for (int i = 1; i < parts.length; i++) {
            String limit = parts[i];
            if (!known(limit)) {
                boolean type = LimitsText.name(limit).startsWith("type");
                return Optional.of("has '" + Quoted.brief(limit) + "', which is none of " + LimitsText.NAMES
                        + ", replicated=K, refuse" + (type ? byType() : ""));
            }
            if (!limits.add(LimitsText.name(limit))) {
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

    /** True for words that say whose log is meant. */
    static boolean isSomebody(String who) {
        return who.equals("others") || who.equals("own") || KEY.problem(who).isEmpty();
    }

    private static String byType() {
        return "; events of one type cannot go from a log, which is a chain, but their payloads can: "
                + "such a rule belongs in storage.payloads";
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
        return LimitsText.isLimit(limit) || REPLICATED.matcher(limit).matches() || limit.equals(REFUSE);
    }

    /** Reads what {@link #problem} has found no fault with. */
    static AgentConfig.Retention read(String text) {
        String[] parts = text.split(";", -1);
        LimitsText limits = LimitsText.read(parts);
        int replicated = 0;
        for (String part : parts) {
            Matcher copies = REPLICATED.matcher(part);
            replicated = copies.matches() ? Integer.parseInt(copies.group(1)) : replicated;
        }
        boolean refuse = Set.of(parts).contains(REFUSE);
        return new AgentConfig.Retention(who(text), limits.events(), limits.bytes(), limits.age(), replicated, refuse);
    }

    /** Whose log a rule is about. */
    static String who(String text) {
        return text.split(";", -1)[0].toLowerCase(Locale.ROOT);
    }
}
