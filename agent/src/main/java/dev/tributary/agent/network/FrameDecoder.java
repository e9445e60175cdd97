package dev.tributary.agent.network;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream of bytes into frames. The length is judged as soon as its four bytes are there, before a byte of the
 * body is kept; every body is copied once, into an array of exactly its size. Frames of unknown types are skipped
 * without being kept, unless their number says that they must be understood.
 *
 * <pre>
 *  0       4    5
 *  | length | type | body ...      length = bytes of the body, big-endian
 * </pre>
 */
final class FrameDecoder {
    static final int HEAD = 5;

    private final int maxBody;
    private final Sink sink;
    private final byte[] head = new byte[HEAD];
    private int headSize;
    private @Nullable FrameType type;
    private byte[] body = new byte[0];
    private int bodySize;
    private int skip;
    private int length;
    private boolean broken;

    /** Receives what was decoded. */
    interface Sink {
        /** A whole frame. The array belongs to the receiver. */
        void frame(FrameType type, byte[] body);

        /** A frame of an unknown type was passed over. */
        void skipped(int code, int length);

        /** The stream cannot be read on; nothing follows. {@code why} is a sentence's end. */
        void broken(String why);
    }

    FrameDecoder(int maxBody, Sink sink) {
        this.maxBody = maxBody;
        this.sink = sink;
    }

    /** Takes the next bytes of the stream. What comes after a broken frame is dropped. */
    void feed(Buffer chunk) {
        int at = 0;
        int end = chunk.length();
        while (at < end && !broken) {
            if (headSize < HEAD) {
                at = readHead(chunk, at, end);
            } else {
                at = readBody(chunk, at, end);
            }
            // Also for an empty body, which no further byte announces.
            if (headSize == HEAD && !broken) {
                finish();
            }
        }
    }

    /** The type of a frame of which something has arrived and something is missing; null when there is none. */
    @Nullable
    FrameType arriving() {
        return headSize == HEAD ? type : null;
    }

    private int readHead(Buffer chunk, int at, int end) {
        int count = Math.min(HEAD - headSize, end - at);
        chunk.getBytes(at, at + count, head, headSize);
        headSize += count;
        if (headSize >= 4) {
            length = (head[0] & 0xff) << 24 | (head[1] & 0xff) << 16 | (head[2] & 0xff) << 8 | (head[3] & 0xff);
            if (length < 0 || length > maxBody) {
                stop("a frame of " + Integer.toUnsignedLong(length) + " bytes, more than " + maxBody);
            } else if (headSize == HEAD) {
                begin();
            }
        }
        return at + count;
    }

    private void begin() {
        int code = head[4] & 0xff;
        type = FrameType.of(code);
        bodySize = 0;
        if (type != null) {
            body = new byte[length];
        } else if ((code & FrameType.CRITICAL) != 0) {
            stop("a frame of type " + code + ", which must be understood and is not");
        } else {
            skip = length;
        }
    }

    private int readBody(Buffer chunk, int at, int end) {
        if (type == null) {
            int count = Math.min(skip, end - at);
            skip -= count;
            return at + count;
        }
        int count = Math.min(length - bodySize, end - at);
        chunk.getBytes(at, at + count, body, bodySize);
        bodySize += count;
        return at + count;
    }

    private void finish() {
        FrameType current = type;
        if (current == null) {
            if (skip == 0) {
                headSize = 0;
                sink.skipped(head[4] & 0xff, length);
            }
        } else if (bodySize == length) {
            byte[] whole = body;
            body = new byte[0];
            headSize = 0;
            sink.frame(current, whole);
        }
    }

    private void stop(String why) {
        broken = true;
        body = new byte[0];
        sink.broken(why);
    }
}
