package dev.tributary.plugins.telemetry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** The files in which the kernel tells about the machine, below {@code /} or, in tests, below any folder. */
final class HostFiles {
    private static final int MAX_BYTES = 1024 * 1024;
    private static final int MAX_ENTRIES = 256;

    private final Path root;

    HostFiles(Path root) {
        this.root = root;
    }

    /** The text of a file such as {@code proc/stat}; empty when this machine has no such file. */
    Optional<String> text(String path) {
        try (InputStream in = Files.newInputStream(root.resolve(path))) {
            return Optional.of(new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8));
        } catch (IOException | SecurityException e) {
            return Optional.empty();
        }
    }

    /** The paths in {@code folder} whose name fits {@code glob}, sorted; none when there is no such folder. */
    List<String> list(String folder, String glob) {
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root.resolve(folder), glob)) {
            for (Path entry : entries) {
                if (found.size() < MAX_ENTRIES) {
                    found.add(folder + "/" + entry.getFileName());
                }
            }
        } catch (IOException | SecurityException e) {
            return List.of();
        }
        Collections.sort(found);
        return found;
    }
}
