package dev.tributary.agent.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.log.SeedSigner;
import dev.tributary.agent.sync.SyncLimits;
import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.agent.sync.SyncMessage.Response;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Lanes and pieces, without a socket. */
class SendQueueTest {
    private static final SeedSigner ONE = new SeedSigner(Bytes.utf8("a seed whose length is 32 bytes:"));
    private static final SeedSigner TWO = new SeedSigner(Bytes.utf8("another seed of 32 bytes length:"));

    private final MessageCodec codec = new MessageCodec(SyncLimits.STANDARD);
    private final SendQueue queue = new SendQueue(1_000, 2_000_000);
    private final Reading reading = new Reading();
    private long counted;

    @Test
    void whatIsUrgentGoesBetweenThePiecesOfWhatIsNot() {
        queue.cuts(codec);
        queue.add(FrameType.RESPONSE, backlog(1), false);
        queue.add(FrameType.RESPONSE, backlog(2), false);
        send(1_000);
        queue.add(FrameType.PING, codec.encode(new SyncMessage.Ping(7)), true);
        send(1_000);
        assertThat(reading.types).containsExactly(FrameType.PIECE, FrameType.PING);
        while (!queue.isEmpty()) {
            send(1_000);
        }
        assertThat(reading.whole).containsExactly(backlog(1), backlog(2));
        assertThat(reading.largest).isLessThanOrEqualTo(1_000 + 16);
    }

    @Test
    void theAnswerToAPingGoesBeforeAllOthersAndAlone() {
        queue.add(FrameType.PING, codec.encode(new SyncMessage.Ping(7)), true);
        queue.add(FrameType.PONG, codec.encode(new SyncMessage.Pong(3)), true);
        assertThat(queue.answersNext()).isTrue();
        send(1_000);
        assertThat(queue.answersNext()).isFalse();
        assertThat(reading.types).containsExactly(FrameType.PONG);
    }

    @Test
    void whatFitsIsNotCutAndKeepsItsPlaceBehindWhatIs() {
        queue.cuts(codec);
        Buffer large = backlog(1);
        Buffer small = codec.encode(new SyncMessage.Ping(3));
        queue.add(FrameType.RESPONSE, large, false);
        queue.add(FrameType.PING, small, false);
        while (!queue.isEmpty()) {
            send(large.length() - 1);
        }
        assertThat(reading.types).containsExactly(FrameType.PIECE, FrameType.PIECE, FrameType.PING);
        reading.types.clear();
        queue.add(FrameType.RESPONSE, large, false);
        send(large.length());
        assertThat(reading.types).containsExactly(FrameType.RESPONSE);
    }

    @Test
    void manySmallFramesTakeMoreMemoryThanTheirBytes() {
        Buffer small = codec.encode(new SyncMessage.Pong(3));
        for (int i = 0; i < 1_000; i++) {
            queue.add(FrameType.PONG, small, true);
        }
        assertThat(queue.bytes()).isEqualTo(1_000L * small.length());
        assertThat(queue.memory()).isGreaterThan(200_000);
        queue.clear();
        assertThat(queue.memory()).isZero();
    }

    @Test
    void everyByteIsCountedOnce() {
        queue.cuts(codec);
        queue.add(FrameType.RESPONSE, backlog(1), false);
        long written = 0;
        while (!queue.isEmpty()) {
            written += send(700);
        }
        assertThat(counted).isEqualTo(written);
        assertThat(queue.bytes()).isZero();
    }

    @Test
    void aPeerThatDoesNotKnowPiecesGetsWholeFrames() {
        queue.add(FrameType.RESPONSE, backlog(1), false);
        send(10);
        assertThat(reading.types).containsExactly(FrameType.RESPONSE);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void aPushThatTrailsWaitsForBacklogOfItsAuthorAndForNoOther() {
        Response behind = push(ONE, 3);
        Response beside = push(TWO, 1);
        queue.add(answer(ONE, 1), codec.encode(answer(ONE, 1)));
        queue.add(behind, codec.encode(behind));
        queue.add(beside, codec.encode(beside));

        assertThat(written()).containsExactly(beside, answer(ONE, 1), behind);
        queue.add(answer(TWO, 2), codec.encode(answer(TWO, 2)));
        queue.add(behind, codec.encode(behind));
        assertThat(written()).as("nothing of it waits any more").containsExactly(behind, answer(TWO, 2));
    }

    @Test
    void backlogThatIsHalfWrittenStillHoldsItsAuthorsPushesBack() {
        queue.cuts(codec);
        Buffer answer = codec.encode(answer(ONE, 1));
        queue.add(answer(ONE, 1), answer);
        send(answer.length() - 1);
        queue.add(push(ONE, 2), codec.encode(push(ONE, 2)));
        send(1_000);
        send(1_000);

        assertThat(reading.types).containsExactly(FrameType.PIECE, FrameType.PIECE, FrameType.RESPONSE);
    }

    @Test
    void clearingForgetsWhoseBacklogWaited() {
        queue.add(answer(ONE, 1), codec.encode(answer(ONE, 1)));
        queue.clear();
        queue.add(answer(TWO, 1), codec.encode(answer(TWO, 1)));
        queue.add(push(ONE, 2), codec.encode(push(ONE, 2)));

        assertThat(written()).containsExactly(push(ONE, 2), answer(TWO, 1));
    }

    private static Response answer(SeedSigner author, long id) {
        return new Response(Frames.SPACE, id, List.of(run(author)), true);
    }

    /** It trails its author's backlog. {@code number} only tells it from others. */
    private static Response push(SeedSigner author, int number) {
        return new Response(Frames.SPACE, 0, Collections.nCopies(number, run(author)), true);
    }

    private static Bytes run(SeedSigner author) {
        List<EventDraft> drafts = List.of(EventDraft.text("test.event", "something"));
        return new RunCodec(LogLimits.STANDARD)
                .sign(Frames.SPACE, author, Optional.empty(), 0, drafts)
                .run()
                .encoded();
    }

    private List<SyncMessage> written() {
        reading.messages.clear();
        while (!queue.isEmpty()) {
            send(10);
        }
        return List.copyOf(reading.messages);
    }

    @Test
    void clearingForgetsAFrameThatHasBegun() {
        queue.cuts(codec);
        queue.add(FrameType.RESPONSE, backlog(1), false);
        send(100);
        queue.clear();
        queue.add(FrameType.BYE, codec.encode(new SyncMessage.Bye("enough")), false);
        send(100);
        assertThat(reading.types).containsExactly(FrameType.PIECE, FrameType.BYE);
    }

    private int send(int quantum) {
        Buffer next = queue.take(quantum, (type, bytes) -> counted += bytes);
        reading.outer.feed(next);
        return next.length();
    }

    private Buffer backlog(int number) {
        return codec.encode(
                new SyncMessage.Response(Frames.SPACE, number, List.of(Frames.filled(number, 5_000)), true));
    }

    /** The other side. */
    private final class Reading implements FrameDecoder.Sink {
        private final FrameDecoder outer = new FrameDecoder(524_288, this);
        private final FrameDecoder inner = new FrameDecoder(524_288, new Pieces(new Whole()));
        private final List<FrameType> types = new ArrayList<>();
        private final List<SyncMessage> messages = new ArrayList<>();
        private final List<Buffer> whole = new ArrayList<>();
        private int largest;

        @Override
        public void frame(FrameType type, byte[] body) {
            types.add(type);
            SyncMessage message =
                    Objects.requireNonNull(codec.decode(type, body).message());
            messages.add(message);
            if (message instanceof SyncMessage.Piece piece) {
                largest = Math.max(largest, body.length);
                inner.feed(Buffer.buffer(piece.bytes().toArray()));
            }
        }

        @Override
        public void skipped(int code, int length) {
            throw new AssertionError("type " + code);
        }

        @Override
        public void broken(String why) {
            throw new AssertionError(why);
        }

        private final class Whole implements FrameDecoder.Sink {
            @Override
            public void frame(FrameType type, byte[] body) {
                whole.add(Buffer.buffer()
                        .appendInt(body.length)
                        .appendUnsignedByte((short) type.code())
                        .appendBytes(body));
            }

            @Override
            public void skipped(int code, int length) {
                throw new AssertionError("type " + code);
            }

            @Override
            public void broken(String why) {
                throw new AssertionError(why);
            }
        }
    }
}
