package dev.tributary.agent.cli;

import dev.tributary.agent.SystemWords;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

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
        return "cannot read " + file + " (" + SystemWords.why(e) + "): name a file that can be read.";
    }
}
