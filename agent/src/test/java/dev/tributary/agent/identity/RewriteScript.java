package dev.tributary.agent.identity;

import java.nio.file.Path;
import java.security.SecureRandom;

/** Encrypts an identity file, changes its passphrase and decrypts it again, in a process of its own. */
final class RewriteScript {
    static final Passphrase FIRST = Passphrase.ofText("first");
    static final Passphrase SECOND = Passphrase.ofText("second");

    private RewriteScript() {}

    /** {@code data}: the data directory. */
    public static void main(String[] data) {
        Path folder = Path.of(data[0]);
        SecureRandom random = new SecureRandom();
        new IdentityFile(folder, Passphrase.NONE).rewrite(FIRST, random);
        new IdentityFile(folder, FIRST).rewrite(SECOND, random);
        new IdentityFile(folder, SECOND).rewrite(Passphrase.NONE, random);
    }
}
