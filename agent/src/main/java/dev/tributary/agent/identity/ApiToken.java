package dev.tributary.agent.identity;

import dev.tributary.api.host.AgentException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** The secret that the HTTP API asks for: 256 random bits as 64 hexadecimal digits in a file of mode 0600. */
public final class ApiToken {
    /** Its name in a data directory. */
    public static final String NAME = "api-token";

    private static final int SIZE = 32;
    private static final Pattern FORMAT = Pattern.compile("[0-9a-f]{64}\n?");

    private final PrivateFile file;

    /** The token file of the data directory {@code data}. */
    public ApiToken(Path data) {
        this.file = new PrivateFile(data.resolve(NAME), "token file");
    }

    /**
     * The token that is kept here, or a new one that is kept from now on.
     *
     * @throws AgentException when the file is damaged, open to other users, or cannot be read or written
     */
    public String loadOrCreate(SecureRandom random) {
        if (!file.exists()) {
            byte[] secret = new byte[SIZE];
            random.nextBytes(secret);
            String token = HexFormat.of().formatHex(secret);
            if (file.create(token + "\n")) {
                return token;
            }
        }
        return load();
    }

    /**
     * The token that is kept here.
     *
     * @throws AgentException when there is none, or the file is damaged, open to other users, or cannot be read
     */
    public String load() {
        if (!file.exists()) {
            throw new AgentException("there is no token file " + file.path() + ": start the agent once");
        }
        String text = file.read();
        if (!FORMAT.matcher(text).matches()) {
            throw file.damaged("it does not hold 64 hexadecimal digits");
        }
        return text.strip();
    }
}
