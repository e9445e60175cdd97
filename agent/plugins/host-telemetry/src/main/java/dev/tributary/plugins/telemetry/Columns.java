package dev.tributary.plugins.telemetry;

import java.util.List;

/** One line of a kernel file, split at blanks. A column that is missing or no number counts as 0. */
record Columns(List<String> values) {

    static Columns of(String line) {
        return new Columns(List.of(line.strip().split("\\s+")));
    }

    int count() {
        return values.size();
    }

    String text(int index) {
        return index < values.size() ? values.get(index) : "";
    }

    long number(int index) {
        try {
            return Long.parseUnsignedLong(text(index));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    double decimal(int index) {
        try {
            return Double.parseDouble(text(index));
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
