package dev.tributary.agent.simulation;

import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.api.model.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A hash over all that was said in a world: when, on which link, by whom, and every byte of every run. */
final class Transcript {
    private final MessageDigest sha256;

    Transcript() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    void add(long now, long link, SimAgent from, SyncMessage message) {
        String line = now + " " + link + " " + from.author.brief() + " "
                + message.getClass().getSimpleName() + " " + message.hashCode();
        sha256.update(line.getBytes(StandardCharsets.UTF_8));
        if (message instanceof SyncMessage.Response response) {
            response.runs().forEach(run -> sha256.update(run.asBuffer()));
        }
    }

    Bytes hash() {
        return Bytes.wrap(sha256.digest());
    }
}
