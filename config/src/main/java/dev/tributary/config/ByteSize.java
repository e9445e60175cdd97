package dev.tributary.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A number of bytes as people write it: {@code 64MiB}. */
final class ByteSize {
    private static final Pattern SHAPE = Pattern.compile("([0-9]{1,10}) ?(B|KiB|MiB|GiB)?");

    private ByteSize() {}

    /** The number of bytes; empty when {@code text} is not a size. */
    static Optional<Long> parse(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String unit = matcher.group(2);
        return Optional.of(Long.parseLong(matcher.group(1)) << (unit == null ? 0 : shift(unit)));
    }

    /** The shortest exact way to write it. */
    static String format(long bytes) {
        for (String unit : new String[] {"GiB", "MiB", "KiB"}) {
            if (bytes != 0 && bytes % (1L << shift(unit)) == 0) {
                return (bytes >> shift(unit)) + unit;
            }
        }
        return bytes + "B";
    }

    private static int shift(String unit) {
        return switch (unit) {
            case "KiB" -> 10;
            case "MiB" -> 20;
            case "GiB" -> 30;
            default -> 0;
        };
    }
}
