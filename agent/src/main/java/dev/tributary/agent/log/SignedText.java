package dev.tributary.agent.log;

import dev.tributary.api.model.EventHash;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What is signed: {@code "tributary/event/1" || hash}. The words in front keep the key's other uses apart. */
final class SignedText {
    private static final byte[] CONTEXT = "tributary/event/1".getBytes(StandardCharsets.US_ASCII);

    private SignedText() {}

    /** An array that {@link #put} fills. */
    static byte[] room() {
        return Arrays.copyOf(CONTEXT, CONTEXT.length + EventHash.SIZE);
    }

    static void put(EventHash hash, byte[] room) {
        hash.bytes().copyTo(room, CONTEXT.length);
    }
}
