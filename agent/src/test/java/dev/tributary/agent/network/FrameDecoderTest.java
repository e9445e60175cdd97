package dev.tributary.agent.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDecoderTest implements FrameDecoder.Sink {
    private static final int MAX = 1000;

    private final List<String> told = new ArrayList<>();
    private final FrameDecoder decoder = new FrameDecoder(MAX, this);

    @Override
    public void frame(FrameType type, byte[] body) {
        told.add(type.word() + " " + HexFormat.of().formatHex(body));
    }

    @Override
    public void skipped(int code, int length) {
        told.add("skipped " + code + " " + length);
    }

    @Override
    public void broken(String why) {
        told.add("broken " + why);
    }

    @Test
    void cutsAStreamIntoFramesWhereverItsPiecesEnd() {
        Buffer stream = Buffer.buffer();
        List<String> expected = new ArrayList<>();
        for (int size = 0; size < 40; size++) {
            byte[] body = new byte[size];
            new Random(size).nextBytes(body);
            append(stream, size % 3 == 0 ? 0x7f : FrameType.BYE.code(), body);
            expected.add(
                    size % 3 == 0
                            ? "skipped 127 " + size
                            : "bye " + HexFormat.of().formatHex(body));
        }
        for (int piece = 1; piece < 60; piece++) {
            told.clear();
            FrameDecoder pieces = new FrameDecoder(MAX, this);
            for (int at = 0; at < stream.length(); at += piece) {
                pieces.feed(stream.slice(at, Math.min(stream.length(), at + piece)));
            }
            assertThat(told).isEqualTo(expected);
        }
    }

    @Test
    void takesTheLargestFrameAndRefusesOneByteMore() {
        decoder.feed(append(Buffer.buffer(), FrameType.BYE.code(), new byte[MAX]));
        assertThat(told).hasSize(1);
        decoder.feed(Buffer.buffer().appendInt(MAX + 1));
        assertThat(told).hasSize(2).last().isEqualTo("broken a frame of 1001 bytes, more than 1000");
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, Integer.MAX_VALUE})
    void judgesALengthBeforeAnyOtherByteHasCome(int length) {
        decoder.feed(Buffer.buffer().appendInt(length));
        assertThat(told)
                .containsExactly("broken a frame of " + Integer.toUnsignedLong(length) + " bytes, more than 1000");
    }

    @Test
    void saysNothingMoreOnceItIsBroken() {
        decoder.feed(Buffer.buffer().appendInt(-1));
        decoder.feed(append(Buffer.buffer(), FrameType.BYE.code(), new byte[1]));
        assertThat(told).hasSize(1);
    }

    @Test
    void anUnknownTypeThatMustBeUnderstoodBreaksTheStream() {
        decoder.feed(append(Buffer.buffer(), 0x80, new byte[1]));
        assertThat(told).containsExactly("broken a frame of type 128, which must be understood and is not");
    }

    private static Buffer append(Buffer stream, int code, byte[] body) {
        return stream.appendInt(body.length).appendByte((byte) code).appendBytes(body);
    }
}
