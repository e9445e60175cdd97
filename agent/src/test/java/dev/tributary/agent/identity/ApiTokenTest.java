package dev.tributary.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiTokenTest {
    private final SecureRandom random = new SecureRandom();

    @TempDir
    private Path data;

    @Test
    void keepsOneTokenOf256Bits() throws IOException {
        String token = new ApiToken(data).loadOrCreate(random);
        assertThat(token).matches("[0-9a-f]{64}");
        assertThat(new ApiToken(data).loadOrCreate(random)).isEqualTo(token);
        assertThat(new ApiToken(data).load()).isEqualTo(token);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("api-token"))))
                .isEqualTo("rw-------");
    }

    @Test
    void refusesATokenThatOthersCanRead() throws IOException {
        new ApiToken(data).loadOrCreate(random);
        Files.setPosixFilePermissions(data.resolve("api-token"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> new ApiToken(data).load()).hasMessageContaining("run chmod 600");
    }

    @Test
    void refusesADamagedToken() throws IOException {
        new ApiToken(data).loadOrCreate(random);
        Files.writeString(data.resolve("api-token"), "short");
        assertThatThrownBy(() -> new ApiToken(data).loadOrCreate(random)).hasMessageContaining("is damaged");
    }

    @Test
    void aMissingTokenIsOneSentence() {
        assertThatThrownBy(() -> new ApiToken(data).load()).hasMessageContaining("there is no token file");
    }
}
