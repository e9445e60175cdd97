package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.api.host.AgentException;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The offline check finds whatever is wrong, and nothing where all is well. */
class VerifyTest {
    private static final String FIRST = SegmentHeader.fileName(1);

    private final SimDisk files = new SimDisk();

    private static VerifyReport verify(SimDisk files) throws IOException {
        return Verify.check(files, (done, total) -> assertThat(done).isLessThanOrEqualTo(total));
    }

    private TestStore fill() throws IOException {
        TestStore store = TestStore.open(files);
        Authors author = Authors.author(1);
        store.publish(2);
        store.append(author.encoded(3));
        AuthorHead common = author.head();
        store.append(author.encoded(1));
        store.append(Authors.author(1).from(Optional.of(common)).encoded(2));
        store.writer().putState("plugin", "key", Optional.of(Bytes.utf8("value")));
        store.writer().commit(TestStore.NOW);
        return store;
    }

    @Test
    void anAgentThatEndedInItsFirstMomentsHasNoStoreYet(@TempDir Path data) throws IOException {
        Path store = Files.createDirectory(data.resolve(OpenStore.FOLDER));
        Files.writeString(store.resolve(StoreInfo.FILE + ".new"), "half");
        assertThat(Verify.isIn(data)).isFalse();
        assertThatThrownBy(() -> Verify.check(data, (done, total) -> {}))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("There is no store in " + data);
        Files.writeString(store.resolve(FIRST), "damaged");
        assertThat(Verify.isIn(data)).isTrue();
        assertThatThrownBy(() -> Verify.check(data, (done, total) -> {}))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void aSoundStoreIsCleanWhetherItWasClosedOrNot() throws IOException {
        TestStore store = fill();
        for (int i = 0; i < 2; i++) {
            VerifyReport report = verify(files);
            assertThat(report.problems()).isEmpty();
            assertThat(report.clean()).isTrue();
            assertThat(report.events()).isEqualTo(6);
            assertThat(report.authors()).isEqualTo(2);
            assertThat(report.records()).isEqualTo(6);
            store.close();
        }
        assertThat(verify(files).unacknowledged()).isZero();
    }

    @Test
    void everyFlippedBitOfAClosedStoreIsReported() throws IOException {
        fill().close();
        for (String name : List.of(FIRST, StoreInfo.FILE)) {
            byte[] bytes = files.bytes(name);
            for (int at = 0; at < bytes.length; at++) {
                SimDisk after = files.copy();
                byte[] flipped = bytes.clone();
                flipped[at] ^= (byte) (1 << at % 8);
                after.put(name, flipped);
                assertThat(isReported(after)).as("%s, flip at %d", name, at).isTrue();
            }
        }
    }

    /** A flip in a version number is a format that is not known here: refused instead of listed. */
    private static boolean isReported(SimDisk files) throws IOException {
        try {
            return !verify(files).clean();
        } catch (StoreInfo.Unreadable e) {
            return true;
        }
    }

    @Test
    void aTornTailThatNobodyWasToldOfIsNoProblem() throws IOException {
        fill();
        byte[] bytes = files.bytes(FIRST);
        long end = TestStore.open(files.copy()).open().store().bytes();
        files.put(FIRST, Arrays.copyOf(bytes, (int) end - 3));
        VerifyReport report = verify(files);
        assertThat(report.problems()).isEmpty();
        assertThat(report.unacknowledged()).isPositive();
    }

    @Test
    void aFileThatWasCutAfterACleanCloseIsReported() throws IOException {
        fill().close();
        byte[] bytes = files.bytes(FIRST);
        files.put(FIRST, Arrays.copyOf(bytes, bytes.length - 3));
        assertThat(verify(files).problems()).isNotEmpty();
    }

    @Test
    void aRunThatItsAuthorDidNotSignIsReported() throws IOException {
        TestStore store = TestStore.open(files);
        Authors author = Authors.author(1);
        store.append(author.encoded(1));
        byte[] forged = author.encoded(1).toArray();
        forged[forged.length - 1] ^= 1;
        RunCodec codec = new RunCodec(LogLimits.STANDARD);
        store.open()
                .store()
                .commit(List.of(new StoreRecord.NewRun(
                        codec.trust(
                                Authors.SPACE,
                                codec.decode(Bytes.wrap(forged)).run().orElseThrow()),
                        2)));
        assertThat(verify(files).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.author()).contains(author.id());
            assertThat(problem.seq()).isEqualTo(2);
            assertThat(problem.what()).contains("invalid_signature");
        });
    }

    @Test
    void aMissingRunIsReportedOnceAndTheRestIsChecked() throws IOException {
        TestStore store = TestStore.open(files);
        Authors author = Authors.author(1);
        store.append(author.encoded(1));
        author.run(1);
        RunCodec codec = new RunCodec(LogLimits.STANDARD);
        for (int i = 0; i < 2; i++) {
            Bytes run = author.run(List.of(EventDraft.text("test", "x"))).run().encoded();
            store.open()
                    .store()
                    .commit(List.of(new StoreRecord.NewRun(
                            codec.trust(Authors.SPACE, codec.decode(run).run().orElseThrow()), 2 + i)));
        }
        VerifyReport report = verify(files);
        assertThat(report.problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.what()).contains("seq 2"));
        assertThat(report.events()).isEqualTo(3);
    }

    @Test
    void aStoreInUseIsRefused(@TempDir Path data) throws IOException {
        assertThatThrownBy(() -> Verify.check(data, (done, total) -> {}))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("no store");
        try (DataLock lock = DataLock.take(data)) {
            OpenStore.open(lock, TestStore.options(), StorageMeter.NONE).close();
            assertThatThrownBy(() -> Verify.check(data, (done, total) -> {}))
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("in use by another agent");
        }
        assertThat(Verify.check(data, (done, total) -> {}).clean()).isTrue();
    }
}
