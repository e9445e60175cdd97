package dev.tributary.agent.network;

import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;

/** Texts that come from a peer or go to one. */
final class Words {
    static final int MAX = 200;

    private Words() {}

    /** What a peer wrote, safe for a log line: no control characters, at most 200 characters. */
    static String printable(String text) {
        String cut = text.length() > MAX ? text.substring(0, MAX) : text;
        return cut.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
    }

    /** As much of {@code text} as fits {@code maxBytes} of UTF-8. */
    static String fitting(String text, int maxBytes) {
        String fitting = text;
        while (fitting.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            fitting = fitting.substring(0, fitting.offsetByCodePoints(fitting.length(), -1));
        }
        return fitting;
    }

    /** The innermost message of a failure, for the end of a sentence. */
    static String reason(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        if (root instanceof ClosedChannelException) {
            return "the connection was closed";
        }
        String message = root.getMessage();
        return message == null || message.isBlank() ? root.getClass().getSimpleName() : printable(message);
    }
}
