package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.api.host.AgentException;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.plugin.PublishException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data directory on a disk that takes no more: it is read, as far as it goes, and left as it is. */
class ReadOnlyStoreTest {
    @TempDir
    private Path folder;

    /** Opens what is to be read, and nothing else. */
    private static FileChannel reading(Path file, java.nio.file.OpenOption... options) throws IOException {
        if (List.of(options).contains(StandardOpenOption.WRITE)) {
            throw new FileSystemException(file.toString(), null, "Read-only file system");
        }
        return FileChannel.open(file, options);
    }

    private static OpenStore read(StoreFiles disk) throws IOException {
        return OpenStore.read(disk, MapDbIndex.inMemory(), CrashScript.OPTIONS, StorageMeter.NONE);
    }

    @Test
    void whereALockCannotBeWrittenItIsSharedByThoseWhoReadAndTheySayIt() throws IOException {
        DataLock.take(folder).close();
        try (DataLock lock = DataLock.read(folder, ReadOnlyStoreTest::reading)) {
            assertThat(lock.onlyRead())
                    .hasValueSatisfying(why ->
                            assertThat(why).contains(folder.toString(), "(Read-only file system)", "is only read"));
        }
        try (DataLock lock = DataLock.read(folder)) {
            assertThat(lock.onlyRead()).isEmpty();
        }
    }

    @Test
    void anAgentThatHoldsTheLockIsNoticedWhereNothingCanBeWritten() throws IOException {
        try (DataLock agent = DataLock.take(folder)) {
            assertThatThrownBy(() -> DataLock.read(agent.data(), ReadOnlyStoreTest::reading))
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("in use by another agent");
        }
    }

    @Test
    void aCopyWithoutALockIsReadAndOneThatCannotBeReadIsNamed() throws IOException {
        try (DataLock lock = DataLock.read(folder, ReadOnlyStoreTest::reading)) {
            assertThat(lock.onlyRead()).isPresent();
        }
        assertThatThrownBy(() -> DataLock.read(folder, (file, options) -> {
                    throw new AccessDeniedException(file.toString());
                }))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("can be neither written (access denied) nor read (access denied)");
    }

    @Test
    void whateverACrashHasLeftIsReadAsAStartWouldReadItAndNothingIsChanged() throws IOException {
        CrashScript script = CrashScript.run();
        int read = 0;
        for (CrashScript.Moment moment : script.moments()) {
            for (int seed = 0; seed < 2; seed++) {
                SimDisk disk = SimDisk.with(moment.crash().some(new Random(seed)));
                Map<String, byte[]> before = disk.contents();
                if (OpenStore.existing(disk).isEmpty()) {
                    assertThatThrownBy(() -> read(disk)).isInstanceOf(AgentException.class);
                    continue;
                }
                disk.failWritesAfter(0);
                disk.failForcesAfter(0);
                TestStore store = new TestStore(read(disk));
                List<Object> seen = store.seen();
                store.close();
                assertThat(disk.contents()).as(moment.call()).containsExactlyEntriesOf(before);
                TestStore started = CrashScript.open(SimDisk.with(before), new SimIndex.Home());
                if (store.book().position() > 0) {
                    assertThat(seen).as(moment.call()).isEqualTo(started.seen());
                    read++;
                }
            }
        }
        assertThat(read).isGreaterThan(1_000);
    }

    @Test
    void theIndexOfACleanStopIsUsedWhereItLies() throws IOException {
        List<Object> seen;
        try (DataLock lock = DataLock.take(folder)) {
            TestStore store = new TestStore(OpenStore.open(lock, TestStore.options(), StorageMeter.NONE));
            store.publish(300);
            seen = store.seen();
            store.close();
        }
        Map<String, Bytes> before = contents();
        try (DataLock lock = DataLock.read(folder, ReadOnlyStoreTest::reading)) {
            for (int i = 0; i < 2; i++) {
                TestStore store = new TestStore(OpenStore.open(lock, TestStore.options(), StorageMeter.NONE));
                assertThat(store.seen()).isEqualTo(seen);
                assertThatThrownBy(() -> store.open().record(EventDraft.text("test", "one more")))
                        .isInstanceOfAny(IOException.class, PublishException.class);
                store.close();
            }
        }
        assertThat(contents()).isEqualTo(before);
    }

    private Map<String, Bytes> contents() throws IOException {
        Map<String, Bytes> contents = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(
                        folder.relativize(file) + " " + Files.getLastModifiedTime(file),
                        Bytes.wrap(Files.readAllBytes(file)));
            }
        }
        return contents;
    }
}
