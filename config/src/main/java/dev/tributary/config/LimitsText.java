package dev.tributary.config;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The limits in rules about what is kept, among parts between semicolons: {@code events=1000;bytes=1GiB;age=30d}.
 *
 * @param events that many newest events
 * @param bytes as many newest as take so much
 * @param age those that are not older
 */
record LimitsText(OptionalLong events, OptionalLong bytes, Optional<Duration> age) {
    static final String SHAPE = ";events=N, ;bytes=SIZE or ;age=Nd (or Nh)";
    static final String NAMES = "events=N, bytes=SIZE, age=Nd";
    static final String SCHEMA = "events=[0-9]+|bytes=[0-9]+ ?[A-Za-z]*|age=[0-9]+[dh]";

    private static final Pattern EVENTS = Pattern.compile("events=([1-9][0-9]{0,15})");
    private static final Pattern BYTES = Pattern.compile("bytes=(.+)");
    private static final Pattern AGE = Pattern.compile("age=([1-9][0-9]{0,4})([dh])");

    /** True for one limit. */
    static boolean isLimit(String part) {
        return EVENTS.matcher(part).matches()
                || AGE.matcher(part).matches()
                || size(part).isPresent();
    }

    /** What a part is about, so that none is named twice. */
    static String name(String part) {
        return part.replaceFirst("=.*", "");
    }

    /** Reads the limits among the parts of a rule; passes over what is none. */
    static LimitsText read(String[] parts) {
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
        return new LimitsText(events, bytes, age);
    }

    boolean isEmpty() {
        return events.isEmpty() && bytes.isEmpty() && age.isEmpty();
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
