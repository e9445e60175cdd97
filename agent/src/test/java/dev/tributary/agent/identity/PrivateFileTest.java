package dev.tributary.agent.identity;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFileTest {
    @TempDir
    private Path folder;

    @Test
    void saysWhyItsFolderCannotBeListed() {
        Path gone = folder.resolve("gone");
        PrivateFile file = new PrivateFile(gone.resolve("identity.key"), "identity file");
        assertThatThrownBy(file::kept)
                .hasMessage("cannot list the folder " + gone + " (no such file): give this user the right to read it");
    }
}
