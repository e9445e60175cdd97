package dev.tributary.agent.host;

import java.time.Duration;

/** Short texts for people. */
final class Sentence {
    private static final int MAX = 300;

    private Sentence() {}

    /** What was thrown, in one line of bounded length. */
    static String of(Throwable thrown) {
        String kind = thrown.getClass().getSimpleName();
        String message = messageOf(thrown).lines().findFirst().orElse("").strip();
        String line = message.isEmpty() ? kind : kind + ": " + message;
        return line.length() <= MAX ? line : line.substring(0, MAX) + "...";
    }

    /** Seconds where they are whole, milliseconds otherwise. */
    static String of(Duration duration) {
        return duration.toMillis() % 1_000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    /** A plugin's exception may throw where it is asked for its message. */
    static String messageOf(Throwable thrown) {
        try {
            String message = thrown.getMessage();
            return message == null ? "" : message;
        } catch (Throwable e) {
            return "";
        }
    }
}
