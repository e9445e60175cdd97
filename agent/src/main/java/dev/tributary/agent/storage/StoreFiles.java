package dev.tributary.agent.storage;

import dev.tributary.api.model.Bytes;
import java.io.IOException;
import java.util.List;

/**
 * The one door to the store's folder: everything that the store does to its files goes through here, so that a test can
 * put a disk behind it that loses, tears or refuses. Names are plain file names inside that folder. Only the index of
 * MapDB has a file of its own beside it, which may be lost at any time.
 *
 * <p>What is created, renamed or deleted survives a power cut only after {@link #forceDirectory}, what is written only
 * after {@link StoreFile#force}; until then each of these may or may not have reached the disk, in any order.
 */
interface StoreFiles {
    /** The names of all files, sorted. */
    List<String> names() throws IOException;

    /** Opens a file that exists. */
    StoreFile open(String name) throws IOException;

    /**
     * Makes a file that must not exist yet.
     *
     * @throws DiskFullException when there is no space for it
     */
    StoreFile create(String name) throws IOException;

    /** Deletes a file if it is there. */
    void delete(String name) throws IOException;

    /** Gives a file another name at once, in place of the file that has it. */
    void rename(String from, String to) throws IOException;

    /** Makes creations, renamings and deletions durable. */
    void forceDirectory() throws IOException;

    /** How many more bytes can be written; {@link Long#MAX_VALUE} when nobody knows. */
    long freeBytes();

    /** True when nothing in it can be changed any more. */
    default boolean isReadOnly() {
        return false;
    }

    /** Puts a whole small file in place at once: after a power cut it holds the old or the new content. */
    default void replace(String name, Bytes content) throws IOException {
        String temporary = name + ".new";
        delete(temporary);
        try (StoreFile file = create(temporary)) {
            file.write(0, content.asBuffer());
            file.force();
        }
        rename(temporary, name);
        forceDirectory();
    }

    /** How often the disk refused to read something. */
    default long readErrors() {
        return 0;
    }

    /** The whole of a small file that tells damage: what the disk refuses to read is damaged. */
    default Bytes content(String name) throws IOException {
        try (StoreFile file = open(name)) {
            return PatientReads.bytes(file, 0, Math.toIntExact(file.size()));
        }
    }
}
