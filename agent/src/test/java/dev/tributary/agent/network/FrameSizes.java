package dev.tributary.agent.network;

import dev.tributary.agent.sync.SyncLimits;
import dev.tributary.agent.sync.SyncMessage;

/** How many bytes a message takes on a link, for tests of other packages. */
public final class FrameSizes {
    private static final MessageCodec CODEC = new MessageCodec(SyncLimits.STANDARD);

    private FrameSizes() {}

    /** The whole frame, its head included. */
    public static int of(SyncMessage message) {
        return CODEC.encode(message).length();
    }
}
