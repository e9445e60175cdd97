package dev.tributary.agent.identity;

import dev.tributary.api.host.AgentException;
import dev.tributary.api.model.Bytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file that keeps an {@link Identity}: mode 0600, three lines of text. The author line lets a person see whose it
 * is, and lets us see damage.
 *
 * <pre>
 * tributary identity 1
 * author 64 hexadecimal digits
 * seed   64 hexadecimal digits
 * </pre>
 */
public final class IdentityFile {
    /** Its name in a data directory. */
    public static final String NAME = "identity.key";

    private static final Pattern FORMAT =
            Pattern.compile("tributary identity 1\nauthor ([0-9a-f]{64})\nseed ([0-9a-f]{64})\n");
    private static final Pattern OTHER_VERSION = Pattern.compile("(?s)tributary identity (\\d{1,9})\n.*");

    private final PrivateFile file;

    /** The identity file of the data directory {@code data}. */
    public IdentityFile(Path data) {
        this.file = new PrivateFile(data.resolve(NAME), "identity file");
    }

    /** True when there is one, whatever its state. */
    public boolean exists() {
        return file.exists();
    }

    /**
     * The identity that is kept here, or a new one that is kept from now on.
     *
     * @throws AgentException when the file is damaged, open to other users, or cannot be read or written
     */
    public Identity loadOrCreate(SecureRandom random) {
        if (!exists()) {
            Identity identity = Identity.generate(random);
            if (file.create(text(identity))) {
                return identity;
            }
        }
        return load();
    }

    /** Keeps {@code next} from now on; the file that was there stays beside it under the name of its author. */
    public void replace(Identity next) {
        if (exists()) {
            file.keepAs(NAME + "." + load().author().brief());
        }
        file.replace(text(next));
    }

    /**
     * The identity that is kept here.
     *
     * @throws AgentException when there is none, or the file is damaged, open to other users, or cannot be read
     */
    public Identity load() {
        if (!exists()) {
            throw new AgentException("there is no identity file " + file.path() + ": run init first");
        }
        String text = file.read();
        Matcher format = FORMAT.matcher(text);
        if (!format.matches()) {
            throw unreadable(text);
        }
        Identity identity = Identity.ofSeed(Bytes.ofHex(format.group(2)));
        if (!identity.author().hex().equals(format.group(1))) {
            throw file.damaged("author and seed do not belong together");
        }
        return identity;
    }

    /**
     * The file as it is, for a backup.
     *
     * @throws AgentException when there is none, or it is open to other users, or cannot be read
     */
    public Bytes content() {
        if (!exists()) {
            throw new AgentException("there is no identity file " + file.path() + ": run init first");
        }
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

    private AgentException unreadable(String text) {
        Matcher version = OTHER_VERSION.matcher(text);
        if (version.matches() && !version.group(1).equals("1")) {
            return new AgentException("the identity file " + file.path() + " has format " + version.group(1)
                    + ", this agent knows format 1: use a newer agent");
        }
        return file.damaged("it does not hold the lines 'tributary identity 1', 'author ...' and 'seed ...'");
    }

    private static String text(Identity identity) {
        return "tributary identity 1\nauthor " + identity.author().hex() + "\nseed "
                + identity.seed().hex() + "\n";
    }
}
