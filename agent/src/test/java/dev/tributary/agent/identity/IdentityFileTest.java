package dev.tributary.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.api.host.AgentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityFileTest {
    private final SecureRandom random = new SecureRandom();

    @TempDir
    private Path data;

    @Test
    void keepsOneIdentityForEver() {
        Identity first = new IdentityFile(data).loadOrCreate(random);
        assertThat(new IdentityFile(data).loadOrCreate(random).author()).isEqualTo(first.author());
        assertThat(new IdentityFile(data).load().seed()).isEqualTo(first.seed());
    }

    @Test
    void createsTheFileForItsOwnerOnlyAndLeavesNothingElse() throws IOException {
        Path deep = data.resolve("not/yet/there");
        new IdentityFile(deep).loadOrCreate(random);
        assertThat(permissions(deep.resolve("identity.key"))).isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(deep)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void isTextThatNamesItsFormatAndItsAuthor() throws IOException {
        Identity identity = new IdentityFile(data).loadOrCreate(random);
        assertThat(Files.readAllLines(data.resolve("identity.key")))
                .startsWith("tributary identity 1", "author " + identity.author())
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwxrwxrwx"})
    void refusesAFileThatIsOpenToOthers(String permissions) throws IOException {
        new IdentityFile(data).loadOrCreate(random);
        Files.setPosixFilePermissions(data.resolve("identity.key"), PosixFilePermissions.fromString(permissions));
        assertThatThrownBy(() -> new IdentityFile(data).load())
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("is open to other users (" + permissions + "): run chmod 600");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "tributary identity 1\n",
                "tributary identity 1\nauthor 00\nseed 00\n",
                "tributary identity one\n"
            })
    void aDamagedFileIsOneSentenceAndStaysAsItIs(String content) throws IOException {
        Path file = write(content);
        assertThatThrownBy(() -> new IdentityFile(data).loadOrCreate(random))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("the identity file " + file + " is damaged: ")
                .hasMessageNotContaining("\n");
        assertThat(file).hasContent(content);
    }

    @Test
    void aSeedOfAnotherAuthorIsDamage() throws IOException {
        write("tributary identity 1\nauthor " + "ab".repeat(32) + "\nseed " + "cd".repeat(32) + "\n");
        assertThatThrownBy(() -> new IdentityFile(data).load())
                .hasMessageContaining("author and seed do not belong together");
    }

    @Test
    void anEndlessFileIsNotRead() throws IOException {
        write("x".repeat(5000));
        assertThatThrownBy(() -> new IdentityFile(data).load()).hasMessageContaining("longer than 4096 bytes");
    }

    @Test
    void aNewerFormatAsksForANewerAgent() throws IOException {
        write("tributary identity 3\nwhatever\n");
        assertThatThrownBy(() -> new IdentityFile(data).load()).hasMessageContaining("has format 3");
    }

    @Test
    void aDirectoryInItsPlaceIsOneSentence() throws IOException {
        Files.createDirectory(data.resolve("identity.key"));
        assertThatThrownBy(() -> new IdentityFile(data).loadOrCreate(random))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("is not a regular file");
    }

    @Test
    void aMissingFileIsOneSentence() {
        assertThatThrownBy(() -> new IdentityFile(data).load()).hasMessageContaining("there is no identity file");
    }

    @Test
    void aDirectoryThatCannotBeMadeIsOneSentence() throws IOException {
        Path file = Files.createFile(data.resolve("file"));
        assertThatThrownBy(() -> new IdentityFile(file.resolve("below")).loadOrCreate(random))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("cannot create the identity file");
    }

    @Test
    void theTextOfAnIdentityHidesItsSecret() {
        Identity identity = Identity.generate(random);
        assertThat(identity.toString()).contains(identity.author().hex());
        assertThat(identity.toString()).doesNotContain(identity.seed().hex());
    }

    private Path write(String content) throws IOException {
        Path file = Files.createFile(
                data.resolve("identity.key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, content);
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
