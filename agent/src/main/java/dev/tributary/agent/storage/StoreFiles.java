package dev.tributary.agent.storage;

import dev.tributary.api.model.Bytes;
import java.io.IOException;
import java.util.List;

/**
 * The one door to the store's folder: everything that the store does to its files goes through here, so that a test can
 * put a disk behind it that loses, tears or refuses. Names are plain file names inside that folder.
 */
interface StoreFiles {
    /** The names of all files, sorted. */
    List<String> names() throws IOException;

    /** Opens a file that exists. */
    StoreFile open(String name) throws IOException;

    /** Makes a file that must not exist yet. It survives a power cut only after {@link #forceDirectory}. */
    StoreFile create(String name) throws IOException;

    /** Deletes a file if it is there. */
    void delete(String name) throws IOException;

    /** Puts a whole small file in place at once: after a power cut it holds the old or the new content. */
    void replace(String name, Bytes content) throws IOException;

    /** Makes creations and deletions durable. */
    void forceDirectory() throws IOException;

    /** The whole of a small file. */
    default Bytes content(String name) throws IOException {
        try (StoreFile file = open(name)) {
            return file.bytes(0, Math.toIntExact(file.size()));
        }
    }
}
