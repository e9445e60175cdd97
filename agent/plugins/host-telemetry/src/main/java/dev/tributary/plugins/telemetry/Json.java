package dev.tributary.plugins.telemetry;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Writes one flat JSON object. Numbers that are no numbers are left out. */
final class Json {
    private final StringBuilder text = new StringBuilder("{");

    Json number(String key, long value) {
        return raw(key, Long.toString(value));
    }

    /** Rounded to two places, without trailing zeros. */
    Json number(String key, double value) {
        if (Double.isNaN(value) || Double.isInfinite(value)) {
            return this;
        }
        BigDecimal rounded =
                BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP).stripTrailingZeros();
        return raw(key, rounded.toPlainString());
    }

    Json text(String key, String value) {
        return raw(key, quoted(value));
    }

    /** A value that is JSON already. */
    Json raw(String key, String json) {
        if (text.length() > 1) {
            text.append(',');
        }
        text.append(quoted(key)).append(':').append(json);
        return this;
    }

    private static String quoted(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < 0x20) {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    @Override
    public String toString() {
        return text + "}";
    }
}
