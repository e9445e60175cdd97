package dev.tributary.config;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text form of {@link AgentConfig.Payloads}: {@code sensor.*;age=30d;own}. */
final class PayloadsText {
    static final String SHAPE = "TYPE or PREFIX.*, then ;age=Nd (or Nh), then ;own or nothing";

    private static final Pattern ENTRY = Pattern.compile("([^;]+);age=([1-9][0-9]{0,4})([dh])(;own)?");
    private static final String ANY = ".*";
    private static final String RESERVED = "tributary.";
    private static final int LONGEST = 128;

    private PayloadsText() {}

    static Optional<String> problem(String text) {
        Matcher entry = ENTRY.matcher(text);
        if (!entry.matches()) {
            return Optional.of("must be " + SHAPE + ", but is '" + Quoted.brief(text) + "'");
        }
        String type = entry.group(1);
        String begin = type.endsWith(ANY) ? type.substring(0, type.length() - ANY.length()) : type;
        if (begin.isEmpty() || begin.contains("*") || type.getBytes(StandardCharsets.UTF_8).length > LONGEST) {
            return Optional.of("must name a type of events, or the beginning of types with .* behind it, but is '"
                    + Quoted.brief(text) + "'");
        }
        return type.startsWith(RESERVED)
                ? Optional.of("must not be about the agent's own types, which begin with " + RESERVED)
                : Optional.empty();
    }

    /** Reads what {@link #problem} has found no fault with. */
    static AgentConfig.Payloads read(String text) {
        Matcher entry = ENTRY.matcher(text);
        if (!entry.matches()) {
            throw new IllegalArgumentException("it " + problem(text).orElse(""));
        }
        long number = Long.parseLong(entry.group(2));
        Duration age = entry.group(3).equals("d") ? Duration.ofDays(number) : Duration.ofHours(number);
        return new AgentConfig.Payloads(entry.group(1), age, entry.group(4) != null);
    }

    /** What a rule is about, so that none is named twice. */
    static String about(String text) {
        String[] parts = text.split(";", -1);
        return parts[0] + (text.endsWith(";own") ? ";own" : "");
    }
}
