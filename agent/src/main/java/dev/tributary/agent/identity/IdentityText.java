package dev.tributary.agent.identity;

import dev.tributary.api.host.AgentException;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of an identity file. The author line lets a person see whose it is, and lets us see damage and a wrong
 * passphrase: the key must be the author's.
 *
 * <pre>
 * tributary identity 1                    tributary identity 2
 * author 64 hexadecimal digits            author 64 hexadecimal digits
 * seed   64 hexadecimal digits            -----BEGIN ENCRYPTED PRIVATE KEY-----
 *                                         {@link EncryptedKey} in lines of 64 characters of base 64 (RFC 7468)
 *                                         -----END ENCRYPTED PRIVATE KEY-----
 * </pre>
 *
 * @param author whose identity it is, as the text says
 * @param secret the seed, or the encrypted key
 * @param isEncrypted which of the two
 */
record IdentityText(AuthorId author, Bytes secret, boolean isEncrypted) {
    private static final String AUTHOR = "\nauthor ([0-9a-f]{64})\n";
    private static final String BEGIN = "-----BEGIN ENCRYPTED PRIVATE KEY-----\n";
    private static final String END = "-----END ENCRYPTED PRIVATE KEY-----\n";
    private static final int NEWEST_FORMAT = 2;
    private static final int LINE = 64;

    private static final Pattern PLAIN = Pattern.compile("tributary identity 1" + AUTHOR + "seed ([0-9a-f]{64})\n");
    private static final Pattern ENCRYPTED =
            Pattern.compile("tributary identity 2" + AUTHOR + BEGIN + "((?:[A-Za-z0-9+/=]{1,64}\n){1,40})" + END);
    private static final Pattern ANY_FORMAT = Pattern.compile("(?s)tributary identity (\\d{1,9})\n.*");

    /** The text that keeps {@code identity}: encrypted when there is a passphrase. */
    static String of(Identity identity, Passphrase passphrase, SecureRandom random) {
        String author = "\nauthor " + identity.author().hex() + "\n";
        if (!passphrase.isGiven()) {
            return "tributary identity 1" + author + "seed " + identity.seed().hex() + "\n";
        }
        byte[] sealed = EncryptedKey.seal(Pkcs8.encode(identity.seed()), passphrase.bytes(), random);
        byte[] lineEnd = "\n".getBytes(StandardCharsets.US_ASCII);
        return "tributary identity 2" + author + BEGIN
                + Base64.getMimeEncoder(LINE, lineEnd).encodeToString(sealed) + "\n" + END;
    }

    /** What {@code file} holds. */
    static IdentityText read(PrivateFile file) {
        String text = file.read();
        Matcher plain = PLAIN.matcher(text);
        if (plain.matches()) {
            return new IdentityText(AuthorId.ofHex(plain.group(1)), Bytes.ofHex(plain.group(2)), false);
        }
        Matcher encrypted = ENCRYPTED.matcher(text);
        if (encrypted.matches()) {
            return new IdentityText(AuthorId.ofHex(encrypted.group(1)), base64(encrypted.group(2), file), true);
        }
        Matcher format = ANY_FORMAT.matcher(text);
        if (format.matches() && Integer.parseInt(format.group(1)) > NEWEST_FORMAT) {
            throw new AgentException("the identity file " + file.path() + " has format " + format.group(1)
                    + ", this agent knows format " + NEWEST_FORMAT
                    + ": use a newer agent; if none has written it, the file is "
                    + "damaged: put it back from a backup");
        }
        throw file.damaged("it does not hold the lines 'tributary identity 1', 'author ...' and 'seed ...', "
                + "or those of an encrypted one");
    }

    /** The identity, which {@code file} keeps. */
    Identity identity(PrivateFile file, Passphrase passphrase) {
        if (!isEncrypted) {
            Identity identity = Identity.ofSeed(secret);
            if (!identity.author().equals(author)) {
                throw file.damaged("author and seed do not belong together");
            }
            return identity;
        }
        if (!passphrase.isGiven()) {
            throw new AgentException("the identity file " + file.path() + " is encrypted: name the file with its "
                    + "passphrase in identity.passphrase-file, or with --passphrase-file");
        }
        try {
            return EncryptedKey.open(secret.toArray(), passphrase.bytes())
                    .flatMap(Pkcs8::decode)
                    .map(Identity::ofSeed)
                    .filter(identity -> identity.author().equals(author))
                    .orElseThrow(() -> new AgentException(passphrase + " does not open the identity file "
                            + file.path() + ": give the right one; if it is lost, move the file away and run "
                            + "tributary succeed"));
        } catch (IllegalArgumentException e) {
            throw file.damaged(String.valueOf(e.getMessage()));
        }
    }

    private static Bytes base64(String lines, PrivateFile file) {
        try {
            return Bytes.wrap(Base64.getDecoder().decode(lines.replace("\n", "")));
        } catch (IllegalArgumentException e) {
            throw file.damaged("its encrypted key is no base 64");
        }
    }

    @Override
    public String toString() {
        return "identity file of " + author;
    }
}
