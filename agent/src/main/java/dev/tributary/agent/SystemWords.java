package dev.tributary.agent;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Locale;

/** What the system says about something that failed, for the middle of a sentence. */
public final class SystemWords {
    private SystemWords() {}

    /** Why it failed, without the names of our classes and of the file, such as {@code access denied}. */
    public static String why(IOException e) {
        String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
        if (reason != null && !reason.isBlank()) {
            return reason;
        }
        return e.getClass()
                .getSimpleName()
                .replaceFirst("(IO)?Exception$", "")
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
    }
}
