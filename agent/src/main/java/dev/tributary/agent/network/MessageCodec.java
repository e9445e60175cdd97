package dev.tributary.agent.network;

import dev.tributary.agent.log.CborReader;
import dev.tributary.agent.log.CborWriter;
import dev.tributary.agent.log.MalformedCbor;
import dev.tributary.agent.sync.SyncLimits;
import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.api.model.Bytes;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Messages to frames and back (PROTOCOL, "Link"): one encoding for each message, everything else is malformed. Pure,
 * immutable, safe from any thread.
 */
final class MessageCodec {
    private static final int EXPECTED = 160;
    private static final int EXPECTED_HEAD = 80;

    private final SyncLimits limits;

    MessageCodec(SyncLimits limits) {
        this.limits = limits;
    }

    /** What a frame's body was: a message, or the reason why it is none. Exactly one is null. */
    record Decoded(@Nullable SyncMessage message, @Nullable String malformed) {}

    /** Decodes; never throws, whatever the body is. Runs and proofs share the body's memory. */
    Decoded decode(FrameType type, byte[] body) {
        CborReader in = new CborReader(body);
        try {
            SyncMessage message = new MessageReader(in, limits).read(type);
            in.end();
            return new Decoded(message, null);
        } catch (MalformedCbor e) {
            return new Decoded(null, type.word() + ": " + e.what());
        }
    }

    /**
     * The whole frame.
     *
     * @throws IllegalArgumentException when the message breaks a limit of its own side: an error in the program
     */
    Buffer encode(SyncMessage message) {
        FrameType type = FrameType.of(message);
        if (message instanceof SyncMessage.Response response) {
            return encodeResponse(response);
        }
        CborWriter out = new CborWriter(EXPECTED);
        MessageWriter.write(message, out);
        Bytes body = out.toBytes();
        Buffer frame = start(type, body.size());
        return frame.setBytes(FrameDecoder.HEAD, body.asBuffer());
    }

    /** Copies each run once, from where it lies into the frame. */
    private Buffer encodeResponse(SyncMessage.Response response) {
        CborWriter out = new CborWriter(EXPECTED_HEAD);
        MessageWriter.responseHead(response, out);
        long size = out.size();
        for (Bytes run : response.runs()) {
            size += headSize(run.size()) + run.size();
        }
        Buffer frame = start(FrameType.RESPONSE, size);
        frame.setBytes(FrameDecoder.HEAD, out.toBytes().asBuffer());
        for (Bytes run : response.runs()) {
            bytesHead(frame, run.size());
            frame.setBytes(frame.length(), run.asBuffer());
        }
        return frame;
    }

    private Buffer start(FrameType type, long size) {
        if (size > limits.frameBytes()) {
            throw new IllegalArgumentException(
                    "a " + type.word() + " of " + size + " bytes, a frame holds " + limits.frameBytes());
        }
        return Buffer.buffer(FrameDecoder.HEAD + (int) size)
                .appendInt((int) size)
                .appendUnsignedByte((short) type.code());
    }

    private static int headSize(int length) {
        return length < 24 ? 1 : length < 0x100 ? 2 : length < 0x10000 ? 3 : 5;
    }

    /** The shortest head of a CBOR byte string. */
    private static void bytesHead(Buffer out, int length) {
        switch (headSize(length)) {
            case 1 -> out.appendUnsignedByte((short) (0x40 | length));
            case 2 -> out.appendUnsignedByte((short) 0x58).appendUnsignedByte((short) length);
            case 3 -> out.appendUnsignedByte((short) 0x59).appendUnsignedShort(length);
            default -> out.appendUnsignedByte((short) 0x5a).appendInt(length);
        }
    }
}
