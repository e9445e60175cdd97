package dev.tributary.agent.cli;

import java.util.Locale;

/** Numbers as people read them. */
final class Amounts {
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB"};

    private Amounts() {}

    /** {@code 1,234}. */
    static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** {@code 512 B} or {@code 1.5 MiB}. */
    static String bytes(long bytes) {
        double amount = bytes;
        String unit = "B";
        for (int i = 0; i < UNITS.length && amount >= 1024; i++) {
            amount /= 1024;
            unit = UNITS[i];
        }
        return unit.equals("B") ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", amount, unit);
    }
}
