package dev.tributary.agent.cli;

import dev.tributary.agent.SystemWords;
import dev.tributary.agent.bundle.About;
import dev.tributary.agent.bundle.BundleFile;
import dev.tributary.api.host.BundleException;
import dev.tributary.api.model.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Writes a stream to a file that must not exist, with a bar, and says what went wrong in a sentence. */
final class NewFile {
    private NewFile() {}

    /** What makes the stream. */
    interface Opening {
        InputStream open() throws IOException, InterruptedException;
    }

    static About write(Path to, Map<String, Bytes> files, Opening opening) throws InterruptedException {
        if (Files.exists(to)) {
            throw exists(to);
        }
        Path folder = to.toAbsolutePath().getParent();
        if (folder != null && !Files.isDirectory(folder)) {
            throw CommandFailure.failed("there is no directory " + folder + " to write " + to.getFileName()
                    + " to: make it, or name another.");
        }
        try (InputStream in = opening.open();
                ByteProgress progress = ByteProgress.ofEvents("Writing")) {
            return BundleFile.write(in, to, files, progress::at);
        } catch (FileAlreadyExistsException e) {
            throw exists(to);
        } catch (BundleException e) {
            throw CommandFailure.failed(e.getMessage() + " Nothing was written.");
        } catch (IOException e) {
            throw CommandFailure.failed(
                    "the file " + to + " could not be written (" + SystemWords.why(e) + "): nothing is left of it.");
        }
    }

    private static CommandFailure exists(Path to) {
        return CommandFailure.failed(to + " is there already: name another, nothing is overwritten.");
    }
}
