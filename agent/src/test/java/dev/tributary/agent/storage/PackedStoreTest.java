package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.PackedRun;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.log.RunPacker;
import dev.tributary.agent.log.Verdict;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventDraft;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Packed runs on disk: stored and forwarded as they came, and read as if they were plain. */
class PackedStoreTest {
    private static final AuthorId OWN = Authors.signer(0).author();

    private final SimDisk disk = new SimDisk();
    private final RunCodec codec = new RunCodec(LogLimits.STANDARD);

    private static List<EventDraft> readings(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> EventDraft.json(
                        "test.reading", "{\"device\":\"box-17\",\"place\":\"behind the third door\",\"n\":" + i + "}"))
                .toList();
    }

    private static void publish(TestStore store, List<EventDraft> drafts) throws IOException {
        store.writer().publish(drafts);
        store.writer().commit(TestStore.NOW);
    }

    private static List<Bytes> carried(TestStore store, AuthorId author) throws IOException {
        return store.reader().carriedRuns(author, 0, Long.MAX_VALUE, Integer.MAX_VALUE);
    }

    private static List<Bytes> plain(TestStore store, AuthorId author) throws IOException {
        return store.reader().runs(author, 0, Long.MAX_VALUE, Integer.MAX_VALUE);
    }

    private static CheckedRun packed(Authors author, int count) {
        return new RunPacker().pack(author.run(readings(count)));
    }

    @Test
    void anOwnBatchOfTextIsStoredPackedAndReadAsEver() throws IOException {
        TestStore store = TestStore.open(disk);
        publish(store, readings(200));
        assertThat(carried(store, OWN)).singleElement().matches(PackedRun::isPacked);
        for (int life = 0; life < 2; life++) {
            Bytes whole = plain(store, OWN).get(0);
            assertThat(PackedRun.isPacked(whole)).isFalse();
            assertThat(codec.decode(carried(store, OWN).get(0))
                            .run()
                            .orElseThrow()
                            .encoded())
                    .isEqualTo(whole);
            List<Event> events = store.reader().events(OWN, 0, 1_000);
            assertThat(events).hasSize(200).extracting(Event::payload).doesNotContainNull();
            assertThat(store.reader().arrivals(0, 1_000)).hasSize(200);
            for (Event event : List.of(events.get(0), events.get(77), events.get(199))) {
                assertThat(store.reader().event(event.hash())).contains(event);
                assertThat(store.reader().hashAt(OWN, event.seq())).contains(event.hash());
            }
            store = TestStore.open(disk);
        }
        VerifyReport report = Verify.check(disk, (done, total) -> {});
        assertThat(report.problems()).isEmpty();
        assertThat(report.events()).isEqualTo(200);
    }

    @Test
    void whoAsksFromTheMiddleOnGetsThePlainRest() throws IOException {
        TestStore store = TestStore.open(disk);
        publish(store, readings(200));
        for (List<Bytes> rest : List.of(
                store.reader().carriedRuns(OWN, 120, Long.MAX_VALUE, 1),
                store.reader().runs(OWN, 120, Long.MAX_VALUE, 1))) {
            assertThat(rest).singleElement().satisfies(run -> {
                assertThat(PackedRun.isPacked(run)).isFalse();
                assertThat(codec.head(run)).contains(new RunCodec.Head(OWN, 121, 80));
            });
        }
    }

    @Test
    void singleEventsAndNoiseAndABatchWithCompressionOffAreStoredPlain() throws IOException {
        TestStore store = TestStore.open(disk);
        store.publish(3);
        Random random = new Random(3);
        publish(
                store,
                IntStream.range(0, 200)
                        .mapToObj(i -> {
                            byte[] noise = new byte[100];
                            random.nextBytes(noise);
                            return EventDraft.of("test.noise", Bytes.wrap(noise));
                        })
                        .toList());
        assertThat(carried(store, OWN)).hasSize(4).noneMatch(PackedRun::isPacked);

        StorageOptions options = TestStore.options();
        TestStore off = TestStore.open(
                new SimDisk(),
                new StorageOptions(
                        options.signer(),
                        options.space(),
                        options.spaceName(),
                        options.policy(),
                        options.segmentBytes(),
                        options.queueEvents(),
                        false,
                        options.limits(),
                        options.clock(),
                        options.retention(),
                        options.payloads()));
        publish(off, readings(200));
        assertThat(carried(off, OWN)).singleElement().matches(run -> !PackedRun.isPacked(run));
    }

    @Test
    void aRunOfAPeerIsStoredAndForwardedAsItCame() throws IOException {
        TestStore store = TestStore.open(disk);
        Authors author = Authors.author(1);
        Bytes first = packed(author, 100).run().carried();
        Bytes second = author.run(readings(100)).run().encoded();
        Bytes third = packed(author, 150).run().carried();
        assertThat(store.append(first)).isInstanceOf(Verdict.Accepted.class);
        assertThat(store.append(third)).as("it waits").isInstanceOf(Verdict.Gap.class);
        assertThat(store.append(second)).isInstanceOf(Verdict.Accepted.class);
        assertThat(PackedRun.isPacked(first) && PackedRun.isPacked(third)).isTrue();
        assertThat(carried(store, author.id())).containsExactly(first, second, third);
        assertThat(carried(TestStore.open(disk), author.id())).containsExactly(first, second, third);
        assertThat(plain(store, author.id())).noneMatch(PackedRun::isPacked).contains(second);
    }

    @Test
    void packedRunsCountAsPlainOnesWhereBytesAreBounded() throws IOException {
        TestStore store = TestStore.open(disk);
        for (int i = 0; i < 5; i++) {
            publish(store, readings(200));
        }
        long size = PackedRun.plainSize(carried(store, OWN).get(0));
        assertThat(store.reader().carriedRuns(OWN, 0, Long.MAX_VALUE, (int) (2 * size + size / 2)))
                .hasSize(2);
    }
}
