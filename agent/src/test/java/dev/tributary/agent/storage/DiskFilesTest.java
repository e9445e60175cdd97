package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.api.host.AgentException;
import dev.tributary.api.model.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real disk: interrupted readers, small files that change at once, the lock. */
class DiskFilesTest {
    @TempDir
    private Path folder;

    @Test
    void anInterruptedReaderStillReadsAndHurtsNobody() throws IOException {
        DiskFiles files = new DiskFiles(folder);
        try (StoreFile file = files.create("file")) {
            file.write(0, Bytes.utf8("hello").asBuffer());
            Thread.currentThread().interrupt();
            assertThat(file.bytes(0, 5).utf8()).isEqualTo("hello");
            assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
            assertThat(file.bytes(1, 10).utf8()).isEqualTo("ello");
            file.write(5, Bytes.utf8(" world").asBuffer());
            file.force();
            assertThat(file.bytes(0, 100).utf8()).isEqualTo("hello world");
        }
    }

    @Test
    void aWriterThatIsInterruptedAllTheTimeLosesNothingAndClosesNothing() throws Exception {
        DiskFiles files = new DiskFiles(folder);
        Thread writer = Thread.currentThread();
        AtomicBoolean done = new AtomicBoolean();
        Thread nuisance = new Thread(() -> {
            while (!done.get()) {
                writer.interrupt();
                Thread.onSpinWait();
            }
        });
        int parts = 300;
        byte[] expected = new byte[parts * 8_192];
        new Random(1).nextBytes(expected);
        nuisance.start();
        try (StoreFile file = files.create("file")) {
            for (int i = 0; i < parts; i++) {
                file.write(i * 8_192L, ByteBuffer.wrap(expected, i * 8_192, 8_192));
                if (i % 10 == 0) {
                    file.force();
                    files.forceDirectory();
                }
                byte[] read = new byte[8_192];
                assertThat(file.read(i * 8_192L, ByteBuffer.wrap(read))).isEqualTo(8_192);
            }
            file.write(expected.length, ByteBuffer.wrap(new byte[10]));
            file.truncate(expected.length);
            file.force();
        } finally {
            done.set(true);
            while (nuisance.isAlive()) {
                Thread.onSpinWait();
            }
            Thread.interrupted();
        }
        assertThat(Files.readAllBytes(folder.resolve("file"))).isEqualTo(expected);
        assertThatThrownBy(() -> files.open("none")).isInstanceOf(IOException.class);
    }

    @Test
    void aFileThatWasClosedIsNotOpenedAgain() throws IOException {
        StoreFile file = new DiskFiles(folder).create("file");
        file.write(0, Bytes.utf8("hello").asBuffer());
        file.close();
        assertThatThrownBy(() -> file.bytes(0, 5)).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> file.write(0, Bytes.utf8("x").asBuffer())).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(file::force).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void aFullDiskIsToldFromABrokenOne() throws IOException {
        DiskFiles files = new DiskFiles(folder);
        IOException full = new IOException("No space left on device");
        IOException broken = new IOException("Input/output error");
        assertThat(files.explain(full, 1)).isInstanceOf(DiskFullException.class).hasCause(full);
        assertThat(files.explain(new IOException("Kein Platz"), Long.MAX_VALUE)).isInstanceOf(DiskFullException.class);
        assertThat(files.explain(broken, 1)).isSameAs(broken);
        assertThat(files.freeBytes()).isPositive();
    }

    @Test
    void replacingPutsTheWholeContentInPlace() throws IOException {
        DiskFiles files = new DiskFiles(folder);
        files.replace("file", Bytes.utf8("old"));
        Files.writeString(folder.resolve("file.new"), "left by a crash");
        files.replace("file", Bytes.utf8("new"));
        assertThat(files.content("file").utf8()).isEqualTo("new");
        assertThat(files.names()).containsExactly("file");
    }

    @Test
    void aDataDirectoryBelongsToOneAgent() throws IOException {
        Path data = folder.resolve("data");
        try (DataLock lock = DataLock.take(data)) {
            assertThat(lock.data()).isEqualTo(data);
            assertThatThrownBy(() -> DataLock.take(data))
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("in use by another agent")
                    .hasMessageContaining("--data");
        }
        DataLock.take(data).close();
    }

    @Test
    void aDirectoryThatCannotBeWrittenIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "not a directory");
        assertThatThrownBy(() -> DataLock.take(file.resolve("data")))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("cannot be written")
                .hasMessageContaining(file.toString());
    }
}
