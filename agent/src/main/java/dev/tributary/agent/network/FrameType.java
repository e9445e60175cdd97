package dev.tributary.agent.network;

import dev.tributary.agent.sync.SyncMessage;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of frames and their numbers on the wire (PROTOCOL, "Link"). A number with the high bit set must be known to
 * the receiver; frames of any other unknown number are skipped.
 */
enum FrameType {
    HELLO(1, SyncMessage.Hello.class),
    ADVERTISE_ROOT(2, SyncMessage.AdvertiseRoot.class),
    ADVERTISE_CHANGES(3, SyncMessage.AdvertiseChanges.class),
    ADVERTISE_PAGE(4, SyncMessage.AdvertisePage.class),
    ADVERTISE_RANGES(5, SyncMessage.AdvertiseRanges.class),
    REQUEST(6, SyncMessage.Request.class),
    RESPONSE(7, SyncMessage.Response.class),
    COMPLETE(8, SyncMessage.Complete.class),
    GONE(9, SyncMessage.Gone.class),
    INTEREST(10, SyncMessage.Interest.class),
    FORK(11, SyncMessage.Fork.class),
    PING(12, SyncMessage.Ping.class),
    PONG(13, SyncMessage.Pong.class),
    BYE(14, SyncMessage.Bye.class),
    REQUEST_PART(15, SyncMessage.RequestPart.class),
    REQUEST_PAYLOAD(16, SyncMessage.RequestPayload.class),
    REQUEST_BARE(17, SyncMessage.RequestBare.class),
    BARE(18, SyncMessage.Bare.class),
    PIECE(20, SyncMessage.Piece.class),
    REST(21, SyncMessage.Rest.class),
    CONFIRM(24, SyncMessage.Confirm.class),
    HELD(25, SyncMessage.Held.class);

    /** Frames whose number has this bit must not be skipped. */
    static final int CRITICAL = 0x80;

    /** How many numbers there are. */
    static final int CODES = 256;

    private static final @Nullable FrameType[] BY_CODE = new FrameType[CODES];

    static {
        for (FrameType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;
    private final Class<? extends SyncMessage> message;
    private final String word;

    FrameType(int code, Class<? extends SyncMessage> message) {
        this.code = code;
        this.message = message;
        this.word = name().toLowerCase(Locale.ROOT);
    }

    /** The type of that number, from 0 to 255; null when it is unknown. */
    static @Nullable FrameType of(int code) {
        return BY_CODE[code];
    }

    /** The type that carries {@code message}. */
    static FrameType of(SyncMessage message) {
        for (FrameType type : values()) {
            if (type.message.isInstance(message)) {
                return type;
            }
        }
        throw new IllegalArgumentException("no frame carries " + message.getClass());
    }

    int code() {
        return code;
    }

    Class<? extends SyncMessage> message() {
        return message;
    }

    /** The word for metrics, such as {@code advertise_root}. */
    String word() {
        return word;
    }
}
