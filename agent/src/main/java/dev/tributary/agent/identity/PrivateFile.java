package dev.tributary.agent.identity;

import dev.tributary.agent.SystemWords;
import dev.tributary.api.host.AgentException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A small text file that only its owner may read. It is born with mode 0600 under another name, forced, and linked to
 * its own name when it is complete: nobody ever sees a part of it, and a power cut leaves all of it or nothing.
 *
 * @param path where it is
 * @param what what it is called in sentences for people, such as "identity file"
 */
record PrivateFile(Path path, String what) {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final int MAX_SIZE = 4096;
    private static final String UNFINISHED = ".new";

    boolean exists() {
        return Files.exists(path);
    }

    /** Creates it and its directory; false when another process was faster and there is one by now. */
    boolean create(String text) {
        Path folder = folder();
        try {
            Files.createDirectories(folder);
            Path unfinished = Files.createTempFile(folder, path.getFileName() + ".", UNFINISHED, ownerOnly(folder));
            try {
                write(unfinished, text);
                Files.createLink(path, unfinished);
            } finally {
                Files.delete(unfinished);
            }
            force(folder);
            return true;
        } catch (FileAlreadyExistsException e) {
            return false;
        } catch (IOException e) {
            throw new AgentException(
                    "cannot create the " + what + " " + path + " (" + SystemWords.why(e)
                            + "): see that its directory is writable for this user and its disk has space",
                    e);
        }
    }

    /** Gives the file a second name in its folder. */
    void keepAs(String name) {
        try {
            Path copy = folder().resolve(name);
            Files.deleteIfExists(copy);
            Files.createLink(copy, path);
        } catch (IOException e) {
            throw new AgentException(
                    "cannot keep a copy of the " + what + " " + path + " (" + SystemWords.why(e) + ")", e);
        }
    }

    /**
     * Puts a new file in place of the one that is there, at once. What a process that died at this has left goes, since
     * it may hold a secret; so nobody else may write the file meanwhile.
     */
    void replace(String text) {
        Path folder = folder();
        try {
            deleteUnfinished(folder);
            Path unfinished = Files.createTempFile(folder, path.getFileName() + ".", UNFINISHED, ownerOnly(folder));
            try {
                write(unfinished, text);
                Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(unfinished);
            }
            force(folder);
        } catch (IOException e) {
            throw new AgentException("cannot write the " + what + " " + path + " (" + SystemWords.why(e) + ")", e);
        }
    }

    /** The files in the folder that were kept by {@link #keepAs}. */
    List<PrivateFile> kept() {
        return beside(folder(), ".*").stream()
                .filter(other -> !other.toString().endsWith(UNFINISHED))
                .map(other -> new PrivateFile(other, what))
                .toList();
    }

    private void deleteUnfinished(Path folder) throws IOException {
        for (Path unfinished : beside(folder, ".*" + UNFINISHED)) {
            Files.delete(unfinished);
        }
    }

    private List<Path> beside(Path folder, String behindTheName) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, path.getFileName() + behindTheName)) {
            files.forEach(found::add);
            return found;
        } catch (DirectoryIteratorException e) {
            throw unlisted(folder, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw unlisted(folder, e);
        }
    }

    private static AgentException unlisted(Path folder, IOException e) {
        return new AgentException(
                "cannot list the folder " + folder + " (" + SystemWords.why(e)
                        + "): give this user the right to read it",
                e);
    }

    /** Its text. */
    String read() {
        try {
            if (!Files.isRegularFile(path)) {
                throw new AgentException("the " + what + " " + path + " is not a regular file: move it away");
            }
            refuseWhenOthersMayRead();
            if (Files.size(path) > MAX_SIZE) {
                throw damaged("it is longer than " + MAX_SIZE + " bytes");
            }
            return new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new AgentException(
                    "cannot read the " + what + " " + path + " (" + SystemWords.why(e)
                            + "): give this user the right to read it",
                    e);
        }
    }

    /** The sentence about a file whose content is not what it should be; {@code why} says what is wrong with it. */
    AgentException damaged(String why) {
        return new AgentException("the " + what + " " + path + " is damaged: " + why
                + "; put it back from a backup, or move it away to get a new one");
    }

    private void refuseWhenOthersMayRead() throws IOException {
        if (!isPosix(path)) {
            return;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path);
        Set<PosixFilePermission> tooMany = EnumSet.copyOf(permissions.isEmpty() ? OWNER_ONLY : permissions);
        tooMany.removeAll(EnumSet.of(
                PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));
        if (!tooMany.isEmpty()) {
            throw new AgentException("the " + what + " " + path + " is open to other users ("
                    + PosixFilePermissions.toString(permissions) + "): run chmod 600 " + path);
        }
    }

    private static void write(Path file, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** Without this a power cut may forget the name of a file whose content is safe. */
    static void force(Path folder) throws IOException {
        if (isPosix(folder)) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    static FileAttribute<?>[] ownerOnly(Path folder) throws IOException {
        return isPosix(folder)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    static boolean isPosix(Path path) throws IOException {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private Path folder() {
        Path parent = path.toAbsolutePath().getParent();
        return parent == null ? path.toAbsolutePath() : parent;
    }
}
