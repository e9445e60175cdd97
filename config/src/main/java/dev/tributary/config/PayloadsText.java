package dev.tributary.config;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The text form of {@link AgentConfig.Payloads}: {@code sensor.*;events=1000;bytes=1GiB;age=30d;own}. */
final class PayloadsText {
    static final String SHAPE = "TYPE or PREFIX.*, then " + LimitsText.SHAPE + ", then ;others, ;own or ;KEY if wanted";
    static final String SCHEMA = "^[^;]+(;(" + LimitsText.SCHEMA + "|others|own|[0-9a-fA-F]{64}))+$";

    private static final String ANY = ".*";
    private static final String RESERVED = "tributary.";
    private static final int LONGEST = 128;

    private PayloadsText() {}

    static Optional<String> problem(String text) {
        String[] parts = text.split(";", -1);
        String type = parts[0];
        String begin = type.endsWith(ANY) ? type.substring(0, type.length() - ANY.length()) : type;
        if (begin.isEmpty() || begin.contains("*") || type.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            return Optional.of("must name a type of events, or the beginning of types with .* behind it, but is '"
                    + Quoted.brief(text) + "'");
        }
        if (type.startsWith(RESERVED)) {
            return Optional.of("must not be about the agent's own types, which begin with " + RESERVED);
        }
        Set<String> seen = new HashSet<>();
        for (int i = 1; i < parts.length; i++) {
            boolean somebody = RetentionText.isSomebody(parts[i]);
            if (!somebody && !LimitsText.isLimit(parts[i])) {
                return Optional.of("has '" + Quoted.brief(parts[i]) + "', which is none of " + LimitsText.NAMES
                        + ", others, own or a key");
            }
            if (!seen.add(somebody ? "who" : LimitsText.name(parts[i]))) {
                return Optional.of(
                        "names " + (somebody ? "somebody" : "a limit") + " twice: '" + Quoted.brief(parts[i]) + "'");
            }
        }
        return LimitsText.read(parts).isEmpty()
                ? Optional.of("must be " + SHAPE + ", and has no limit")
                : Optional.empty();
    }

    /** Reads what {@link #problem} has found no fault with. */
    static AgentConfig.Payloads read(String text) {
        String[] parts = text.split(";", -1);
        LimitsText limits = LimitsText.read(parts);
        return new AgentConfig.Payloads(parts[0], who(parts), limits.events(), limits.bytes(), limits.age());
    }

    private static Optional<String> who(String[] parts) {
        return Arrays.stream(parts)
                .skip(1)
                .filter(RetentionText::isSomebody)
                .map(who -> who.toLowerCase(Locale.ROOT))
                .findFirst();
    }

    /** What a rule is about, so that none is named twice. */
    static String about(String text) {
        String[] parts = text.split(";", -1);
        return parts[0] + who(parts).map(who -> ";" + who).orElse("");
    }
}
