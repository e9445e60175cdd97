package dev.tributary.agent.identity;

import dev.tributary.api.host.AgentException;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;

/**
 * The file that keeps an {@link Identity}: mode 0600, in plain or encrypted as {@link IdentityText} draws it. Written
 * encrypted when a passphrase is given, and read with it where it is encrypted.
 */
public final class IdentityFile {
    /** Its name in a data directory. */
    public static final String NAME = "identity.key";

    private final PrivateFile file;
    private final Passphrase passphrase;

    /** The identity file of the data directory {@code data}, without a passphrase. */
    public IdentityFile(Path data) {
        this(data, Passphrase.NONE);
    }

    /** The identity file of the data directory {@code data}; {@code passphrase} is looked at when it is needed. */
    public IdentityFile(Path data, Passphrase passphrase) {
        this.file = new PrivateFile(data.resolve(NAME), "identity file");
        this.passphrase = passphrase;
    }

    /** True when there is one, whatever its state. */
    public boolean exists() {
        return file.exists();
    }

    /**
     * True when nobody can use it without its passphrase.
     *
     * @throws AgentException when there is none, or the file is damaged, open to other users, or cannot be read
     */
    public boolean isEncrypted() {
        return text().isEncrypted();
    }

    /** Looks for the passphrase, where one is given, before an identity is made. */
    public void refuseUnusablePassphrase() {
        if (passphrase.isGiven()) {
            passphrase.bytes();
        }
    }

    /** True when a passphrase is given and the file that is there does without. */
    public boolean keepsPlainDespitePassphrase() {
        return passphrase.isGiven() && !isEncrypted();
    }

    /**
     * Whose identity it is, for which an encrypted file needs no passphrase: the line that says so is in plain.
     *
     * @throws AgentException when there is none, or the file is damaged, open to other users, or cannot be read
     */
    public AuthorId author() {
        IdentityText text = text();
        return text.isEncrypted()
                ? text.author()
                : text.identity(file, passphrase).author();
    }

    /**
     * The identity that is kept here, or a new one that is kept from now on.
     *
     * @throws AgentException as {@link #load}, or when the file cannot be written
     */
    public Identity loadOrCreate(SecureRandom random) {
        if (!exists()) {
            Identity identity = Identity.generate(random);
            if (file.create(IdentityText.of(identity, passphrase, random))) {
                return identity;
            }
        }
        return load();
    }

    /** Keeps {@code next} from now on; the file that was there stays beside it under the name of its author. */
    public void replace(Identity next, SecureRandom random) {
        String content = IdentityText.of(next, passphrase, random);
        if (exists()) {
            file.keepAs(NAME + "." + author().brief());
        }
        file.replace(content);
    }

    /**
     * Writes the file anew, at once, under another passphrase, or in plain for {@link Passphrase#NONE}. What kept the
     * old one, such as a backup or a worn flash cell, keeps it.
     *
     * @throws AgentException as {@link #load}, or when the file cannot be written; it stays as it was then
     */
    public Identity rewrite(Passphrase next, SecureRandom random) {
        Identity identity = load();
        file.replace(IdentityText.of(identity, next, random));
        return identity;
    }

    /** Files beside this one that keep earlier identities in plain. */
    public List<Path> plainCopies() {
        return file.kept().stream()
                .filter(kept -> !IdentityText.read(kept).isEncrypted())
                .map(PrivateFile::path)
                .toList();
    }

    /**
     * The identity that is kept here.
     *
     * @throws AgentException when there is none, the file is damaged, open to other users, or cannot be read, or when
     *     it is encrypted and the passphrase is missing or another one
     */
    public Identity load() {
        return text().identity(file, passphrase);
    }

    /**
     * The file as it is, for a backup.
     *
     * @throws AgentException when there is none, or it is open to other users, or cannot be read
     */
    public Bytes content() {
        refuseMissing();
        return Bytes.wrap(file.read().getBytes(StandardCharsets.ISO_8859_1));
    }

    /**
     * Puts a file from a backup in place.
     *
     * @throws AgentException when there is one, or it cannot be written
     */
    public void restore(Bytes content) {
        if (!file.create(new String(content.toArray(), StandardCharsets.ISO_8859_1))) {
            throw new AgentException("there is an identity file " + file.path() + " already: it is not overwritten");
        }
    }

    private IdentityText text() {
        refuseMissing();
        return IdentityText.read(file);
    }

    private void refuseMissing() {
        if (!exists()) {
            throw new AgentException("there is no identity file " + file.path()
                    + ": run 'tributary init' first, or name the data directory with --data");
        }
    }
}
