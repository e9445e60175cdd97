package dev.tributary.agent.cli;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;

/** What went wrong with a file, in words for a person. */
final class FileWords {
    private FileWords() {}

    /** One sentence about a file that cannot be read. */
    static String unreadable(Path file, IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no file " + file + ".";
        }
        if (e instanceof AccessDeniedException) {
            return "this user may not read " + file + ": run this as another, or change the file's permissions.";
        }
        return "cannot read " + file + " (" + why(e) + "): name a file that can be read.";
    }

    /** What the system says, without the names of our classes and of the file. */
    static String why(IOException e) {
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
