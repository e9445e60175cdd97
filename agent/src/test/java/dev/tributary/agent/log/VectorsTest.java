package dev.tributary.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.model.SpaceId;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The golden vectors: what they say is the protocol, so a change that breaks one needs a new protocol version. */
class VectorsTest {
    private static final JsonNode RUNS = vectors("runs.json");

    @TestFactory
    List<DynamicTest> headersHashesAndSignatures() {
        return tests(vectors("events.json").get("events"), vector -> {
            Event event = event(vector);
            assertThat(EventCodec.header(event).hex()).isEqualTo(text(vector, "header"));
            assertThat(Independent.sha256(EventCodec.header(event).toArray()).hex())
                    .isEqualTo(text(vector, "hash"));
            SeedSigner signer = new SeedSigner(hex(vector, "seed"));
            assertThat(signer.author().hex()).isEqualTo(text(vector, "author"));
            Bytes signature = signer.sign(new EventHash(hex(vector, "hash")));
            assertThat(signature.hex()).isEqualTo(text(vector, "signature"));
        });
    }

    @TestFactory
    List<DynamicTest> anyCborLibraryReadsAHeader() {
        return tests(vectors("events.json").get("events"), vector -> {
            JsonNode header = Independent.read(hex(vector, "header"));
            assertThat(header).hasSize(10);
            assertThat(header.get(0).intValue()).isEqualTo(1);
            assertThat(header.get(1).binaryValue())
                    .isEqualTo(hex(vector, "space").toArray());
            assertThat(header.get(2).binaryValue())
                    .isEqualTo(hex(vector, "author").toArray());
            assertThat(header.get(3).longValue()).isEqualTo(vector.get("seq").longValue());
            assertThat(header.get(4).binaryValue())
                    .isEqualTo(hex(vector, "prev").toArray());
            assertThat(header.get(5)).hasSize(vector.get("deps").size());
            assertThat(header.get(6).textValue()).isEqualTo(text(vector, "type"));
            assertThat(header.get(7).longValue())
                    .isEqualTo(vector.get("timestamp").longValue());
            assertThat(header.get(8).intValue()).isEqualTo(payload(vector).size());
            assertThat(header.get(9).binaryValue())
                    .isEqualTo(Independent.sha256(payload(vector).toArray()).toArray());
            assertThat(Independent.write(header)).isEqualTo(hex(vector, "header"));
        });
    }

    @TestFactory
    List<DynamicTest> verdicts() {
        return tests(RUNS.get("cases"), vector -> {
            TestLog log = new TestLog(new SpaceId(hex(RUNS, "space")));
            for (JsonNode before : vector.get("before")) {
                assertThat(log.offer(run(before))).isInstanceOf(Verdict.Accepted.class);
            }
            AuthorId author = TestLog.author(1).author();
            if (vector.has("admitted")) {
                log.refused.add(author);
            }
            if (vector.has("cut")) {
                log.cuts.put(author, vector.get("cut").longValue());
            }
            log.firstKept = vector.has("firstKept") ? vector.get("firstKept").longValue() : 1;

            Verdict verdict = log.offer(run(vector.get("run")));

            assertThat(verdict.word()).as(verdict.toString()).isEqualTo(text(vector, "verdict"));
            if (vector.has("headSeq")) {
                EventHash hash = new EventHash(hex(vector, "headHash"));
                assertThat(log.head(author))
                        .contains(new AuthorHead(author, vector.get("headSeq").longValue(), hash));
            }
            if (vector.has("seq")) {
                assertThat(seq(verdict)).isEqualTo(vector.get("seq").longValue());
            }
        });
    }

    @TestFactory
    List<DynamicTest> anyCborLibraryReadsARunAndFindsItsHashes() {
        RunCodec codec = new RunCodec(TestLog.LIMITS);
        List<DynamicTest> tests = new ArrayList<>();
        RUNS.get("runs").properties().forEach(entry -> {
            Bytes encoded = Bytes.ofHex(entry.getValue().textValue());
            Optional<Run> run = codec.decode(encoded).run();
            if (run.isPresent() && !run.get().startsWithGenesis()) {
                tests.add(DynamicTest.dynamicTest(entry.getKey(), () -> {
                    CheckedRun checked = codec.trust(TestLog.SPACE, run.get());
                    List<Bytes> expected = checked.events().stream()
                            .map(event -> event.hash().bytes())
                            .toList();
                    assertThat(Independent.hashes(TestLog.SPACE.bytes(), encoded))
                            .isEqualTo(expected);
                    assertThat(Independent.write(Independent.read(encoded))).isEqualTo(encoded);
                }));
            }
        });
        assertThat(tests).hasSizeGreaterThan(15);
        return tests;
    }

    @Test
    void everyVerdictHasAVector() {
        List<String> words = StreamSupport.stream(RUNS.get("cases").spliterator(), false)
                .map(vector -> text(vector, "verdict"))
                .distinct()
                .toList();

        assertThat(words)
                .containsExactlyInAnyOrder(
                        "accepted",
                        "duplicate",
                        "gap",
                        "prev_mismatch",
                        "forked",
                        "invalid_signature",
                        "not_canonical",
                        "too_large",
                        "not_admitted",
                        "frozen");
        // All but those that are not about the run: payloads_missing, who wants payloads (HeadersOnlyTest), and
        // no_room, what there is room for (RoomTest).
        assertThat(words).hasSize(Verdict.class.getPermittedSubclasses().length - 2);
    }

    @TestFactory
    List<DynamicTest> forkProofs() {
        return tests(
                vectors("forks.json").get("proofs"),
                vector -> assertThat(ForkProof.verify(hex(vector, "proof"), TestLog.LIMITS))
                        .contains(new ForkProof(
                                new SpaceId(hex(vector, "space")),
                                new AuthorId(hex(vector, "author")),
                                vector.get("seq").longValue(),
                                new EventHash(hex(vector, "first")),
                                new EventHash(hex(vector, "second")),
                                hex(vector, "proof"))));
    }

    @TestFactory
    List<DynamicTest> noProofs() {
        return tests(
                vectors("forks.json").get("nothing"),
                vector -> assertThat(ForkProof.verify(hex(vector, "proof"), TestLog.LIMITS))
                        .isEmpty());
    }

    private interface Check {
        void run(JsonNode vector) throws IOException;
    }

    private static List<DynamicTest> tests(JsonNode vectors, Check check) {
        List<DynamicTest> tests = new ArrayList<>();
        vectors.forEach(vector -> tests.add(DynamicTest.dynamicTest(text(vector, "name"), () -> check.run(vector))));
        return tests;
    }

    private static Event event(JsonNode vector) {
        List<EventRef> deps = new ArrayList<>();
        vector.get("deps")
                .forEach(dep -> deps.add(new EventRef(
                        AuthorId.ofHex(dep.get(0).textValue()),
                        dep.get(1).longValue(),
                        EventHash.ofHex(dep.get(2).textValue()))));
        Bytes payload = payload(vector);
        return new Event(
                TestLog.SPACE,
                new AuthorId(hex(vector, "author")),
                vector.get("seq").longValue(),
                new EventHash(hex(vector, "prev")),
                deps,
                text(vector, "type"),
                vector.get("timestamp").longValue(),
                Optional.of(payload),
                payload.size(),
                Independent.sha256(payload.toArray()),
                EventHash.NONE,
                Optional.empty());
    }

    private static Bytes payload(JsonNode vector) {
        JsonNode times = vector.get("payloadTimes");
        return Bytes.ofHex(text(vector, "payload").repeat(times == null ? 1 : times.intValue()));
    }

    private static long seq(Verdict verdict) {
        if (verdict instanceof Verdict.Gap gap) {
            return gap.expectedSeq();
        }
        if (verdict instanceof Verdict.Forked forked) {
            return forked.seq();
        }
        return ((Verdict.PrevMismatch) verdict).seq();
    }

    private static Bytes run(JsonNode name) {
        return Bytes.ofHex(RUNS.get("runs").get(name.textValue()).textValue());
    }

    private static Bytes hex(JsonNode vector, String field) {
        return Bytes.ofHex(text(vector, field));
    }

    private static String text(JsonNode vector, String field) {
        return vector.get(field).textValue();
    }

    private static JsonNode vectors(String name) {
        try (InputStream in = Objects.requireNonNull(VectorsTest.class.getResourceAsStream(name), name)) {
            return new ObjectMapper().readTree(in);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
