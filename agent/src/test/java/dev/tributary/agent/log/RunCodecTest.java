package dev.tributary.agent.log;

import static dev.tributary.agent.log.TestLog.LIMITS;
import static dev.tributary.agent.log.TestLog.SPACE;
import static dev.tributary.agent.log.TestLog.author;
import static dev.tributary.agent.log.TestLog.drafts;
import static dev.tributary.agent.log.TestLog.first;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.EventRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunCodecTest {

    private final EventSigner alice = author(1);
    private final RunCodec codec = new RunCodec(LIMITS);

    @Test
    void decodesWhatItSigned() {
        EventRef dep = new EventRef(author(2).author(), 7, new EventHash(TestLog.filled(3)));
        List<EventDraft> drafts = List.of(
                EventDraft.text("z.last", "one").withDeps(List.of(dep)),
                EventDraft.of("a.first", Bytes.EMPTY),
                EventDraft.text("z.last", "three"));
        CheckedRun signed = first(alice, drafts);

        Run run = codec.decode(signed.run().encoded()).run().orElseThrow();

        assertThat(run.author()).isEqualTo(alice.author());
        assertThat(run.firstSeq()).isEqualTo(1);
        assertThat(run.lastSeq()).isEqualTo(3);
        assertThat(run.prev()).isEqualTo(EventHash.NONE);
        assertThat(run.type(0)).isEqualTo("z.last");
        assertThat(run.type(1)).isEqualTo("a.first");
        assertThat(run.timestamp(2)).isEqualTo(TestLog.NOW);
        assertThat(run.payload(0)).contains(Bytes.utf8("one"));
        assertThat(run.payloadSize(1)).isZero();
        assertThat(run.deps(0)).containsExactly(dep);
        assertThat(run.deps(1)).isEmpty();
        assertThat(codec.trust(SPACE, run).events()).isEqualTo(signed.events());
    }

    @Test
    void eachEventNamesTheHashOfTheOneBefore() {
        List<Event> events = first(alice, drafts("a", 3)).events();

        assertThat(events.get(0).prev()).isEqualTo(EventHash.NONE);
        assertThat(events.get(1).prev()).isEqualTo(events.get(0).hash());
        assertThat(events.get(2).prev()).isEqualTo(events.get(1).hash());
    }

    @Test
    void hashOfAnEventIsTheHashOfItsHeader() {
        for (Event event : first(alice, drafts("a", 3)).events()) {
            byte[] header = EventCodec.header(event).toArray();
            assertThat(new EventCodec(LIMITS).sha256(header, 0, header.length))
                    .isEqualTo(event.hash().bytes());
        }
    }

    @Test
    void timestampsMayGoBack() {
        Bytes encoded = RawRun.of(RawRun.event(0, 0), RawRun.event(0, -1_000), RawRun.event(0, 300_000))
                .signed(alice);

        CheckedRun run = codec.trust(SPACE, codec.decode(encoded).run().orElseThrow());

        assertThat(run.events())
                .extracting(Event::timestamp)
                .containsExactly(TestLog.NOW, TestLog.NOW - 1_000, TestLog.NOW + 299_000);
        Run rest = codec.rest(run, 2);
        assertThat(codec.trust(SPACE, rest).events()).isEqualTo(run.events().subList(1, 3));
    }

    @Test
    void aClockThatIsOffTheScaleStopsNobodyFromPublishing() {
        List<EventDraft> one = drafts("a", 1);

        assertThat(codec.sign(SPACE, alice, Optional.empty(), -5, one).event(0).timestamp())
                .isZero();
        assertThat(codec.sign(SPACE, alice, Optional.empty(), Long.MAX_VALUE, one)
                        .event(0)
                        .timestamp())
                .isEqualTo((1L << 53) - 1);
    }

    @Test
    void aPartOfARunNeedsOnlyItsOwnTypes() {
        CheckedRun run =
                first(alice, List.of(EventDraft.text("b", ""), EventDraft.text("a", ""), EventDraft.text("c", "")));

        Run rest = codec.rest(run, 2);

        assertThat(codec.decode(rest.encoded()).verdict()).isEmpty();
        assertThat(rest.type(0)).isEqualTo("a");
        assertThat(rest.type(1)).isEqualTo("c");
    }

    @Test
    void changingTheGivenBytesLaterChangesNothing() {
        byte[] bytes = first(alice, drafts("a", 1)).run().encoded().toArray();
        Run run = codec.decode(Bytes.wrap(bytes)).run().orElseThrow();
        Bytes before = Bytes.of(bytes);

        bytes[70] ^= 1;

        assertThat(run.encoded()).isEqualTo(before);
    }

    @Test
    void leavesOutDependenciesOnTheOwnLog() {
        EventRef own = new EventRef(alice.author(), 1, new EventHash(TestLog.filled(3)));
        EventRef other = new EventRef(author(2).author(), 1, new EventHash(TestLog.filled(3)));

        CheckedRun run = first(alice, List.of(EventDraft.text("a", "").withDeps(List.of(own, other))));

        assertThat(run.event(0).deps()).containsExactly(other);
    }

    @Test
    void keepsTypesOfTheAgentFromPublishers() {
        EventDraft draft = EventDraft.text("tributary.member", "");

        assertThat(codec.validate(draft)).get().isInstanceOf(Verdict.NotCanonical.class);
        assertThat(codec.validateReserved(draft)).isEmpty();
        assertThat(codec.validate(EventDraft.text("tributaryx", ""))).isEmpty();
    }

    @Test
    void refusesTypesThatAreNoText() {
        assertThat(codec.validate(EventDraft.text("", ""))).get().isInstanceOf(Verdict.NotCanonical.class);
        assertThat(codec.validate(EventDraft.text("a\ud800b", ""))).get().isInstanceOf(Verdict.NotCanonical.class);
    }

    @Test
    void refusesRunsThatCouldBeWrittenAnotherWay() {
        refuses(RawRun.of(), "no events");
        refuses(new RawRun().withTypes(), "not in the table");
        refuses(new RawRun().withTypes("a", "b"), "not used");
        refuses(RawRun.of(RawRun.event(0, 0), RawRun.event(1, 0)).withTypes("b", "a"), "sorted");
        refuses(RawRun.of(RawRun.event(0, 0), RawRun.event(1, 0)).withTypes("a", "a"), "sorted");
        refuses(RawRun.of(RawRun.event(0, 0), RawRun.event(1, 0)).withTypes("aa", "b"), "sorted");
        refuses(new RawRun().withTypes(""), "empty");
        refuses(RawRun.of(RawRun.event(1, 0)), "not in the table");
        refuses(RawRun.of(RawRun.event(0, 1)), "timestamp");
        refuses(RawRun.of(RawRun.event(0, -1)), "timestamp");
    }

    @Test
    void refusesASeqThatDoesNotMatchItsPredecessor() {
        refuses(new RawRun().at(0, EventHash.NONE), "seq 1");
        refuses(new RawRun().at(2, EventHash.NONE), "seq 1");
        refuses(new RawRun().at(1), "seq 1");
    }

    @Test
    void refusesDependenciesThatAreNotSortedUniqueAndOthers() {
        EventRef one = ref(2, 1, 1);
        EventRef two = ref(2, 2, 0);
        refuses(RawRun.of(RawRun.event(0, 0, List.of(two, one), Bytes.EMPTY)), "sorted");
        refuses(RawRun.of(RawRun.event(0, 0, List.of(one, one), Bytes.EMPTY)), "sorted");
        refuses(RawRun.of(RawRun.event(0, 0, List.of(ref(2, 1, 2), ref(2, 1, 1)), Bytes.EMPTY)), "sorted");
        refuses(RawRun.of(RawRun.event(0, 0, List.of(ref(1, 1, 1)), Bytes.EMPTY)), "own author");
        assertThat(codec.decode(RawRun.of(RawRun.event(0, 0, List.of(one, two), Bytes.EMPTY))
                                .unsigned())
                        .verdict())
                .isEmpty();
    }

    @Test
    void refusesAGenesisEventInAnyPlaceButTheFirst() {
        String genesis = GenesisEvent.TYPE;
        refuses(new RawRun().withTypes(genesis).at(2), "genesis");
        refuses(RawRun.ofMany(2).withTypes(genesis), "genesis");
        refuses(RawRun.of(RawRun.event(0, 0), RawRun.event(1, 0)).withTypes("b", genesis), "genesis");
        refuses(
                RawRun.of(RawRun.event(0, 0, List.of(ref(2, 1, 1)), Bytes.EMPTY))
                        .withTypes(genesis),
                "genesis");
        assertThat(codec.decode(new RawRun().withTypes(genesis).unsigned()).verdict())
                .isEmpty();
    }

    @Test
    void refusesBytesAfterTheEnd() {
        Bytes run = new RawRun().unsigned();

        refuses(Bytes.ofHex(run.hex() + "00"), "too many");
        refuses(run.slice(0, run.size() - 1), "too early");
        refuses(Bytes.EMPTY, "too early");
    }

    @Test
    void readsTheNameOfASpaceFromAnyObject() {
        assertThat(GenesisName.json("a \"b\" \\ \n")).isEqualTo("{\"name\":\"a \\\"b\\\" \\\\ \\u000a\"}");
        assertThat(GenesisName.of(GenesisName.json("a \"b\" \\ \n ü"))).contains("a \"b\" \\ \n ü");
        assertThat(GenesisName.of("{ \"x\" : [1, {\"name\": \"no\"}, \"]}\"], \"name\" : \"yes\\u0021\\n\" }"))
                .contains("yes!\n");
        for (String bad : List.of(
                "",
                "{",
                "{}",
                "[]",
                "{\"name\":7}",
                "{\"name\":\"x",
                "{\"name\":\"\\u12",
                "{\"x\":\"",
                "{\"name\":\"\\q\"}",
                "{\"a\":1,",
                "{\"a\":[[[",
                "aaaa")) {
            assertThat(GenesisName.of(bad)).as(bad).isEqualTo(Optional.empty());
        }
    }

    private static EventRef ref(int author, long seq, int hash) {
        return new EventRef(author(author).author(), seq, new EventHash(TestLog.filled(hash)));
    }

    private void refuses(RawRun run, String because) {
        refuses(run.unsigned(), because);
    }

    private void refuses(Bytes encoded, String because) {
        assertThat(codec.decode(encoded).run()).isEmpty();
        assertThat(codec.decode(encoded).verdict())
                .get()
                .isInstanceOfSatisfying(
                        Verdict.NotCanonical.class,
                        verdict -> assertThat(verdict.what()).contains(because));
    }

    @Test
    void onlyWantedEventsAreMade() {
        CheckedRun run = TestLog.first(TestLog.author(1), TestLog.drafts("a", 5));
        List<Integer> indexes = new ArrayList<>();
        List<Event> made = new ArrayList<>();

        run.events(index -> index % 2 == 1, (event, index) -> {
            indexes.add(index);
            made.add(event);
        });

        assertThat(indexes).containsExactly(1, 3);
        assertThat(made).containsExactly(run.event(1), run.event(3));
        assertThat(run.events()).hasSize(5).contains(run.event(0), run.event(4));
    }

    @Test
    void theBeginningOfARunTellsWhatIsInIt() {
        RunCodec codec = new RunCodec(TestLog.LIMITS);
        // The types of the second one are longer than what is looked at first.
        List<EventDraft> manyTypes = IntStream.range(0, 200)
                .mapToObj(i -> EventDraft.text("test.a-rather-long-type-" + i, "x"))
                .toList();
        for (List<EventDraft> drafts : List.of(TestLog.drafts("a", 3), manyTypes)) {
            CheckedRun run = TestLog.first(TestLog.author(1), drafts);
            Bytes encoded = run.run().encoded();

            assertThat(codec.head(encoded)).contains(new RunCodec.Head(run.author(), 1, drafts.size()));
            for (int size = 0; size < 80; size++) {
                assertThat(codec.head(encoded.slice(0, size))).isEmpty();
            }
        }
        assertThat(codec.head(Bytes.wrap(new byte[TestLog.LIMITS.runBytes() + 1])))
                .isEmpty();
        assertThat(codec.head(Bytes.ofHex("87"))).isEmpty();
    }
}
