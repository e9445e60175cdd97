package dev.tributary.agent.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.log.EventSigner;
import dev.tributary.agent.log.SeedSigner;
import dev.tributary.agent.sync.SyncLimits;
import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.api.model.AuthorHead;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * A session of two agents of protocol 1 as it was recorded: whatever agents become, what was said then is understood,
 * and leads to the same logs. The recording is never made anew; a later protocol gets one of its own beside it.
 */
class TranscriptTest {
    private static final long LINK = 1;

    private final EventSigner alice = new SeedSigner(Frames.filled(61, 32));
    private final EventSigner bob = new SeedSigner(Frames.filled(62, 32));

    /** Both hold the same 70 old heads of others; each has a log of its own that the other lacks. */
    private PureAgent agent(EventSigner own, String store, int events) {
        PureAgent agent = new PureAgent(own.author(), store);
        for (int i = 1; i <= 70; i++) {
            agent.hold(Frames.head(i, i));
        }
        agent.hold(PureAgent.sign(own, Optional.empty(), events));
        return agent;
    }

    private PureAgent left() {
        return agent(alice, "store-of-alice-1", 3);
    }

    private PureAgent right() {
        return agent(bob, "store-of-bob-001", 2);
    }

    private List<String> session() {
        PureLink link = new PureLink(LINK, left(), right());
        link.open();
        link.settle();
        link.left.publish(alice, 1);
        link.collect();
        link.pass(2_000);
        link.right.publish(bob, 2);
        link.collect();
        link.pass(2_000);
        return link.transcript;
    }

    @Test
    void theRecordedFramesOfEitherSideLeadToItsLogs() throws IOException {
        replay(">", right(), alice, 4);
        replay("<", left(), bob, 4);
    }

    private void replay(String side, PureAgent listener, EventSigner speaker, long events) throws IOException {
        FrameDecoder decoder = new FrameDecoder(SyncLimits.STANDARD.frameBytes(), new Listening(listener));
        listener.engine.opened(LINK, speaker.author(), 0, 0);
        listener.drain((agent, message) -> {});
        List<String> recorded = recorded();
        assertThat(recorded).hasSizeGreaterThan(10);
        for (String line : recorded) {
            if (line.startsWith(side)) {
                decoder.feed(Buffer.buffer(HexFormat.of().parseHex(line.substring(2))));
            }
        }
        assertThat(listener.closed).isEmpty();
        AuthorHead head = Objects.requireNonNull(listener.heads().get(speaker.author()));
        assertThat(head.seq()).isEqualTo(events);
    }

    @Test
    void framesOfALaterVersionInBetweenAreSkipped() throws IOException {
        PureAgent listener = right();
        Listening listening = new Listening(listener);
        FrameDecoder decoder = new FrameDecoder(SyncLimits.STANDARD.frameBytes(), listening);
        listener.engine.opened(LINK, alice.author(), 0, 0);
        listener.drain((agent, message) -> {});
        for (String line : recorded()) {
            if (line.startsWith(">")) {
                decoder.feed(Buffer.buffer(HexFormat.of().parseHex("000000057fa201020304")));
                decoder.feed(Buffer.buffer(HexFormat.of().parseHex(line.substring(2))));
            }
        }
        assertThat(listening.skipped).isGreaterThan(5);
        assertThat(listener.closed).isEmpty();
        assertThat(Objects.requireNonNull(listener.heads().get(alice.author())).seq())
                .isEqualTo(4);

        decoder.feed(Buffer.buffer(HexFormat.of().parseHex("0000000080")));
        assertThat(listening.broken).isEqualTo("a frame of type 128, which must be understood and is not");
    }

    @Test
    void theSessionShowsEveryStepOfAnExchange() throws IOException {
        List<FrameType> recorded = recorded().stream()
                .map(line -> Objects.requireNonNull(FrameType.of(Integer.parseInt(line.substring(10, 12), 16))))
                .toList();
        assertThat(recorded)
                .contains(
                        FrameType.HELLO,
                        FrameType.INTEREST,
                        FrameType.ADVERTISE_RANGES,
                        FrameType.ADVERTISE_CHANGES,
                        FrameType.REQUEST,
                        FrameType.RESPONSE,
                        FrameType.COMPLETE,
                        FrameType.ADVERTISE_ROOT);
        assertThat(session()).as("a session of today").hasSizeGreaterThan(10);
    }

    private static List<String> recorded() throws IOException {
        try (var in = TranscriptTest.class.getResourceAsStream("/protocol1-session.txt")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(">") || line.startsWith("<"))
                    .toList();
        }
    }

    /** Hands whole frames to an agent, as a link would. */
    private static final class Listening implements FrameDecoder.Sink {
        private final PureAgent agent;
        private final MessageCodec codec = new MessageCodec(SyncLimits.STANDARD);
        private final List<SyncMessage> said = new ArrayList<>();
        private int skipped;
        private String broken = "";

        Listening(PureAgent agent) {
            this.agent = agent;
        }

        @Override
        public void frame(FrameType type, byte[] body) {
            MessageCodec.Decoded decoded = codec.decode(type, body);
            agent.engine.received(LINK, Objects.requireNonNull(decoded.message(), decoded.malformed()), 0);
            agent.drain((from, message) -> said.add(message));
        }

        @Override
        public void skipped(int code, int length) {
            skipped++;
        }

        @Override
        public void broken(String why) {
            broken = why;
        }
    }
}
