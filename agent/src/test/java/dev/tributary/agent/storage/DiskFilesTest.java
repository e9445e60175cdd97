package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.api.host.AgentException;
import dev.tributary.api.model.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
