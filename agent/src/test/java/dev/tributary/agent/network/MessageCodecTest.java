package dev.tributary.agent.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.tributary.agent.log.CborWriter;
import dev.tributary.agent.sync.HeadsRange;
import dev.tributary.agent.sync.KeyPrefix;
import dev.tributary.agent.sync.SyncLimits;
import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MessageCodecTest {
    private final MessageCodec codec = new MessageCodec(SyncLimits.STANDARD);

    @Test
    void everyMessageIsItsGoldenFrame() throws IOException {
        Map<String, String> made = new LinkedHashMap<>();
        Frames.all().forEach((name, message) -> made.put(name, hex(codec.encode(message))));
        assertThat(made).isEqualTo(golden());
    }

    @Test
    void everyGoldenFrameIsItsMessage() throws IOException {
        Map<String, SyncMessage> read = new LinkedHashMap<>();
        golden().forEach((name, frame) -> read.put(name, decode(frame).message()));
        assertThat(read).isEqualTo(Frames.all());
    }

    @Test
    void everyKindOfMessageHasAFrameOfItsOwn() {
        assertThat(Arrays.stream(FrameType.values()).map(FrameType::message))
                .containsExactlyInAnyOrderElementsOf(Arrays.<Class<?>>stream(SyncMessage.class.getPermittedSubclasses())
                        .map(kind -> (Class<? extends SyncMessage>) kind.asSubclass(SyncMessage.class))
                        .toList());
        assertThat(Frames.all().values().stream().map(FrameType::of).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(FrameType.values());
        assertThat(FrameType.values()).allMatch(type -> type.code() > 0 && type.code() < FrameType.CRITICAL);
    }

    @Test
    void anotherReaderSeesTheSameValues() throws IOException {
        CBORMapper independent = new CBORMapper();
        for (Map.Entry<String, String> frame : golden().entrySet()) {
            assertThat(independent.readTree(body(frame.getValue())).isArray())
                    .as(frame.getKey())
                    .isTrue();
        }
        JsonNode hello = independent.readTree(body(Objects.requireNonNull(golden().get("hello"))));
        assertThat(hello.get(2).asText()).isEqualTo("tributary 0.1");
        assertThat(hello.get(4).get(0).asText()).isEqualTo("ranges");
        assertThat(hello.get(6).get(0).get(1).get(0).asLong()).isEqualTo(3);
        assertThat(hello.get(6).get(1).get(3).isNull()).isTrue();
        JsonNode response = independent.readTree(body(Objects.requireNonNull(golden().get("response"))));
        assertThat(response.get(3).get(1).binaryValue()).hasSize(24).containsOnly(0x22);
    }

    @Test
    void aRootFitsSixtyFourBytesForTenThousandAuthors() {
        SyncMessage root =
                new SyncMessage.AdvertiseRoot(Frames.SPACE, new SyncMessage.Root(10_000, Frames.filled(1, 16)), 0xffff);
        assertThat(codec.encode(root).length() - FrameDecoder.HEAD).isLessThanOrEqualTo(64);
    }

    @Test
    void runsAndProofsShareTheMemoryOfTheirFrame() {
        Buffer frame = codec.encode(Objects.requireNonNull(Frames.all().get("response")));
        byte[] body = frame.getBytes(FrameDecoder.HEAD, frame.length());
        SyncMessage.Response response = (SyncMessage.Response)
                Objects.requireNonNull(codec.decode(FrameType.RESPONSE, body).message());
        body[body.length - 1] = 0x7f;
        assertThat(response.runs().get(2).at(255)).isEqualTo((byte) 0x7f);
        body[5] = 0x7f;
        assertThat(response.space()).isEqualTo(Frames.SPACE);
    }

    @Test
    void everyTruncationIsMalformed() throws IOException {
        golden().forEach((name, frame) -> {
            byte[] body = body(frame);
            for (int size = 0; size < body.length; size++) {
                assertThat(codec.decode(type(frame), Arrays.copyOf(body, size)).message())
                        .as("%s cut to %d", name, size)
                        .isNull();
            }
            assertThat(codec.decode(type(frame), Arrays.copyOf(body, body.length + 1))
                            .malformed())
                    .contains("1 bytes too many");
        });
    }

    @Test
    void whateverIsDecodedIsEncodedToTheSameBytes() throws IOException {
        List<String> frames = List.copyOf(golden().values());
        List<FrameType> types = List.of(FrameType.values());
        Random random = new Random(20260722);
        int understood = 0;
        for (int round = 0; round < 200_000; round++) {
            String frame = frames.get(random.nextInt(frames.size()));
            FrameType type = random.nextInt(20) == 0 ? types.get(random.nextInt(types.size())) : type(frame);
            byte[] body = mutate(body(frame), random);
            MessageCodec.Decoded decoded = codec.decode(type, body);
            SyncMessage message = decoded.message();
            assertThat(message == null).isNotEqualTo(decoded.malformed() == null);
            if (message != null) {
                understood++;
                Buffer again = codec.encode(message);
                assertThat(again.getBytes(FrameDecoder.HEAD, again.length())).isEqualTo(body);
            }
        }
        assertThat(understood).isGreaterThan(1000);
    }

    @Test
    void listsAreBoundedBeforeTheyAreMade() {
        SyncLimits limits = SyncLimits.STANDARD;
        refuses(FrameType.ADVERTISE_PAGE, out -> {
            pageHead(out);
            out.array(limits.headsPerPage() + 1);
        });
        refuses(FrameType.ADVERTISE_RANGES, out -> {
            out.array(2);
            out.bytes(Frames.SPACE.bytes());
            out.array(limits.rangesPerAdvert() + 1);
        });
        refuses(FrameType.ADVERTISE_RANGES, out -> {
            oneRange(out, "00");
            out.array(SyncLimits.HEADS_PER_RANGE + 1);
        });
        refuses(FrameType.ADVERTISE_RANGES, out -> oneRange(out, "0".repeat(KeyPrefix.MAX_DIGITS + 1)));
        refuses(FrameType.INTEREST, out -> {
            out.array(5);
            out.bytes(Frames.SPACE.bytes());
            out.array(limits.authorsPerRequest() + 1);
        });
        refuses(FrameType.REQUEST, out -> {
            out.array(4);
            out.bytes(Frames.SPACE.bytes());
            out.unsigned(1);
            out.unsigned(1);
            out.array(limits.authorsPerRequest() + 1);
        });
        refuses(FrameType.RESPONSE, out -> {
            out.array(4);
            out.bytes(Frames.SPACE.bytes());
            out.unsigned(1);
            out.bool(true);
            out.array(limits.frameBytes() / 128 + 1);
        });
        refuses(FrameType.CONFIRM, out -> {
            out.array(2);
            out.bytes(Frames.SPACE.bytes());
            out.array(limits.authorsPerRequest() + 1);
        });
        refuses(FrameType.HELD, out -> {
            out.array(2);
            out.bytes(Frames.SPACE.bytes());
            out.array(limits.headsPerPage() + 1);
        });
        refuses(FrameType.BYE, out -> {
            out.array(1);
            out.text("x".repeat(limits.textBytes() + 1));
        });
    }

    @Test
    void aFullPageAndAFullRequestFitAFrame() {
        SyncMessage.AdvertisePage page = new SyncMessage.AdvertisePage(
                Frames.SPACE,
                Optional.empty(),
                Optional.empty(),
                Frames.LARGEST,
                IntStream.range(0, SyncLimits.STANDARD.headsPerPage())
                        .mapToObj(number -> new AuthorHead(
                                numbered(number),
                                Frames.LARGEST,
                                Frames.head(1, 1).hash()))
                        .toList());
        Buffer frame = codec.encode(page);
        byte[] body = frame.getBytes(FrameDecoder.HEAD, frame.length());
        assertThat(codec.decode(FrameType.ADVERTISE_PAGE, body).message()).isEqualTo(page);
    }

    @Test
    void aFullAdvertOfRangesFitsAFrame() {
        List<HeadsRange> ranges = IntStream.range(0, SyncLimits.STANDARD.rangesPerAdvert())
                .<HeadsRange>mapToObj(number -> {
                    KeyPrefix prefix = new KeyPrefix("%062x".formatted(number));
                    return new HeadsRange.Leaf(
                            prefix,
                            IntStream.range(0, SyncLimits.HEADS_PER_RANGE)
                                    .mapToObj(last -> new AuthorHead(
                                            AuthorId.ofHex(prefix.digits() + "%02x".formatted(last)),
                                            Frames.LARGEST,
                                            Frames.head(1, 1).hash()))
                                    .toList());
                })
                .toList();
        SyncMessage full = new SyncMessage.AdvertiseRanges(Frames.SPACE, ranges);
        Buffer frame = codec.encode(full);
        assertThat(codec.decode(FrameType.ADVERTISE_RANGES, frame.getBytes(FrameDecoder.HEAD, frame.length()))
                        .message())
                .isEqualTo(full);
    }

    @Test
    void aRangeThatContradictsItselfIsMalformed() {
        AuthorHead head = Frames.head(1, 1);
        HeadsRange leaf = new HeadsRange.Leaf(new KeyPrefix("01"), List.of(head));
        for (List<HeadsRange> twice :
                List.of(List.of(leaf, leaf), List.of(leaf, new HeadsRange.Leaf(KeyPrefix.ALL, List.of())))) {
            Buffer frame = codec.encode(new SyncMessage.AdvertiseRanges(Frames.SPACE, twice));
            assertThat(malformed(frame.getBytes(FrameDecoder.HEAD, frame.length())))
                    .isEqualTo("advertise_ranges: the ranges are not sorted");
        }
        assertThat(malformed(range(2, "02", out -> head(out, head)))).contains("not sorted or not in it");
        assertThat(malformed(range(2, "0G", out -> out.array(0)))).contains("lower-case hex");
        assertThat(malformed(range(3, "0", out -> {
                    out.unsigned(3);
                    out.bytes(Frames.filled(1, 31));
                })))
                .contains("lacks fingerprints");
        assertThat(malformed(range(3, "0", out -> out.unsigned(0x10000)))).contains("larger than");
    }

    private static void head(CborWriter out, AuthorHead head) {
        out.array(1);
        out.array(3);
        out.bytes(head.author().bytes());
        out.unsigned(head.seq());
        out.bytes(head.hash().bytes());
    }

    private static byte[] range(int items, String prefix, Consumer<CborWriter> rest) {
        CborWriter out = new CborWriter(256);
        out.array(2);
        out.bytes(Frames.SPACE.bytes());
        out.array(1);
        out.array(items);
        out.text(prefix);
        rest.accept(out);
        return out.toBytes().toArray();
    }

    private @Nullable String malformed(byte[] body) {
        return codec.decode(FrameType.ADVERTISE_RANGES, body).malformed();
    }

    @Test
    void aPageThatIsNotSortedIsMalformed() {
        List<AuthorHead> heads = List.of(Frames.head(2, 1), Frames.head(1, 1));
        for (var order : List.of(heads, Collections.nCopies(2, Frames.head(1, 1)))) {
            Buffer frame = codec.encode(
                    new SyncMessage.AdvertisePage(Frames.SPACE, Optional.empty(), Optional.empty(), 1, order));
            assertThat(codec.decode(FrameType.ADVERTISE_PAGE, frame.getBytes(FrameDecoder.HEAD, frame.length()))
                            .malformed())
                    .isEqualTo("advertise_page: the heads of a page are not sorted");
        }
    }

    @Test
    void aMessageThatBreaksItsOwnSidesLimitsIsAnErrorInTheProgram() {
        Bytes run = Bytes.wrap(new byte[SyncLimits.STANDARD.frameBytes()]);
        assertThatThrownBy(() -> codec.encode(new SyncMessage.Response(Frames.SPACE, 1, List.of(run), false)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> codec.encode(new SyncMessage.Fork(Frames.SPACE, run)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theRunsOfAResponseFitAFrameWhenTheyAreUnpacked() {
        int most = SyncLimits.STANDARD.frameBytes();
        for (long over : new long[] {0, 1}) {
            List<Bytes> runs = List.of(packed(most / 2), packed(most / 2 - 100), Bytes.wrap(new byte[100]));
            List<Bytes> more = over == 0 ? runs : List.of(runs.get(0), runs.get(1), Bytes.wrap(new byte[101]));
            Buffer frame = codec.encode(new SyncMessage.Response(Frames.SPACE, 1, more, false));
            MessageCodec.Decoded decoded =
                    codec.decode(FrameType.RESPONSE, frame.getBytes(FrameDecoder.HEAD, frame.length()));
            assertThat(Optional.ofNullable(decoded.malformed()))
                    .isEqualTo(
                            over == 0
                                    ? Optional.empty()
                                    : Optional.of("response: its runs would not fit a frame when they are unpacked"));
        }
    }

    private static Bytes packed(long size) {
        CborWriter out = new CborWriter(64);
        out.array(5);
        out.bytes(Frames.filled(1, 32));
        out.unsigned(1);
        out.unsigned(1);
        out.unsigned(size);
        out.bytes(Bytes.EMPTY);
        return out.toBytes();
    }

    private void refuses(FrameType type, Consumer<CborWriter> start) {
        CborWriter out = new CborWriter(256);
        start.accept(out);
        assertThat(codec.decode(type, out.toBytes().toArray()).malformed()).contains("is longer than");
    }

    /** Everything of a range with heads up to them. */
    private static void oneRange(CborWriter out, String prefix) {
        out.array(2);
        out.bytes(Frames.SPACE.bytes());
        out.array(1);
        out.array(2);
        out.text(prefix);
    }

    private static void pageHead(CborWriter out) {
        out.array(5);
        out.bytes(Frames.SPACE.bytes());
        out.none();
        out.none();
        out.unsigned(1);
    }

    private static AuthorId numbered(int number) {
        byte[] key = new byte[32];
        key[0] = (byte) (number >>> 8);
        key[1] = (byte) number;
        return new AuthorId(Bytes.wrap(key));
    }

    private static byte[] mutate(byte[] body, Random random) {
        byte[] mutated = body.clone();
        for (int changes = random.nextInt(3); changes >= 0; changes--) {
            mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
        }
        return random.nextInt(4) == 0 ? Arrays.copyOf(mutated, random.nextInt(mutated.length + 8)) : mutated;
    }

    private MessageCodec.Decoded decode(String frame) {
        return codec.decode(type(frame), body(frame));
    }

    private static FrameType type(String frame) {
        return Objects.requireNonNull(FrameType.of(Integer.parseInt(frame.substring(8, 10), 16)));
    }

    private static byte[] body(String frame) {
        byte[] body = HexFormat.of().parseHex(frame.substring(10));
        assertThat(Integer.parseInt(frame.substring(0, 8), 16)).isEqualTo(body.length);
        return body;
    }

    private static String hex(Buffer frame) {
        return HexFormat.of().formatHex(frame.getBytes());
    }

    private static Map<String, String> golden() throws IOException {
        Map<String, String> frames = new LinkedHashMap<>();
        try (var in = MessageCodecTest.class.getResourceAsStream("/protocol1-frames.txt")) {
            String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            text.lines()
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .forEach(line -> {
                        String[] parts = line.split(" ", 2);
                        frames.put(parts[0], parts[1]);
                    });
        }
        assertThat(Set.copyOf(frames.values())).hasSize(frames.size());
        return frames;
    }
}
