package dev.tributary.agent.identity;

import dev.tributary.agent.SystemWords;
import dev.tributary.api.host.AgentException;
import dev.tributary.api.model.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What opens an encrypted identity file: some text, or the bytes of a key file. A file is read when its content is
 * needed for the first time, and once. Its text form names its source and never the secret. Safe from any thread.
 */
public final class Passphrase {
    /** There is none. */
    public static final Passphrase NONE = new Passphrase("no passphrase", null, null);

    /** The most bytes. */
    static final int MAX_SIZE = 1024;

    /** Not the group: a service manager that hands a secret to a service shows it as readable by its group. */
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);

    private final String source;
    private final @Nullable Path file;
    private @Nullable Bytes secret;

    private Passphrase(String source, @Nullable Path file, @Nullable Bytes secret) {
        this.source = source;
        this.file = file;
        this.secret = secret;
    }

    /** All bytes of a file, but for the line end that editors leave behind them. */
    public static Passphrase ofFile(Path file) {
        return new Passphrase("the passphrase in " + file, file, null);
    }

    /** A text that a person or a host has given. */
    public static Passphrase ofText(String text) {
        return new Passphrase("the passphrase that was given", null, Bytes.utf8(text));
    }

    /** What a configuration says, which gives one of the two at most. */
    public static Passphrase of(Optional<Path> file, Optional<String> text) {
        return file.map(Passphrase::ofFile)
                .or(() -> text.map(Passphrase::ofText))
                .orElse(NONE);
    }

    /** False for {@link #NONE}. */
    public boolean isGiven() {
        return file != null || secret != null;
    }

    /**
     * The secret.
     *
     * @throws AgentException with a sentence when there is none, or its file cannot be read or is open to everybody
     */
    synchronized Bytes bytes() {
        Bytes known = secret;
        if (known == null) {
            if (file == null) {
                throw new AgentException("there is no passphrase");
            }
            known = read(file);
        }
        if (known.isEmpty() || known.size() > MAX_SIZE) {
            String size = known.isEmpty() ? "is empty" : "has more than " + MAX_SIZE + " bytes";
            throw new AgentException(source + " " + size + ": it must have 1 to " + MAX_SIZE);
        }
        secret = known;
        return known;
    }

    private static Bytes read(Path file) {
        try {
            refuseWhenOpenToAll(file);
            try (InputStream in = Files.newInputStream(file)) {
                // Two more than allowed: a line end does not count.
                return withoutLineEnd(Bytes.wrap(in.readNBytes(MAX_SIZE + 3)));
            }
        } catch (IOException e) {
            throw new AgentException(
                    "cannot read the passphrase file " + file + " (" + SystemWords.why(e)
                            + "): name the right one with --passphrase-file or identity.passphrase-file",
                    e);
        }
    }

    private static void refuseWhenOpenToAll(Path file) throws IOException {
        // A pipe or a device is nobody's file, and a directory says itself that it cannot be read.
        if (Files.isRegularFile(file) && PrivateFile.isPosix(file)) {
            Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
            permissions.addAll(Files.getPosixFilePermissions(file));
            permissions.retainAll(OTHERS);
            if (!permissions.isEmpty()) {
                throw new AgentException(
                        "the passphrase file " + file + " is open to other users: run chmod 600 " + file);
            }
        }
    }

    private static Bytes withoutLineEnd(Bytes bytes) {
        Bytes rest = withoutLast(bytes, '\n');
        return rest.size() < bytes.size() ? withoutLast(rest, '\r') : rest;
    }

    private static Bytes withoutLast(Bytes bytes, char end) {
        int size = bytes.size();
        return size > 0 && bytes.at(size - 1) == end ? bytes.slice(0, size - 1) : bytes;
    }

    @Override
    public String toString() {
        return source;
    }
}
