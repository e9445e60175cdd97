package dev.tributary.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.SeedSigner;
import dev.tributary.agent.storage.AuthorPolicy;
import dev.tributary.agent.storage.DataLock;
import dev.tributary.agent.storage.OpenStore;
import dev.tributary.agent.storage.StorageMeter;
import dev.tributary.agent.storage.StorageOptions;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyCommandTest {
    private static final SeedSigner SIGNER = new SeedSigner(Bytes.wrap(new byte[32]));

    @TempDir
    private Path folder;

    private Path data;

    /** A founder's log: the genesis and nine events more. */
    @BeforeEach
    void fill() throws IOException {
        data = Files.createDirectory(folder.resolve("box"));
        StorageOptions options = new StorageOptions(
                SIGNER,
                Optional.empty(),
                "test",
                AuthorPolicy.relayed(10),
                1024 * 1024,
                1_000,
                true,
                LogLimits.STANDARD,
                InstantSource.system(),
                List.of(),
                List.of());
        try (DataLock lock = DataLock.take(data);
                OpenStore store = OpenStore.open(lock, options, StorageMeter.NONE)) {
            for (int i = 0; i < 9; i++) {
                store.record(EventDraft.text("test", "event number " + i));
            }
        }
    }

    private Cli.Result run(String... more) {
        String[] all = new String[more.length + 3];
        System.arraycopy(new String[] {"verify", "--data", data.toString()}, 0, all, 0, 3);
        System.arraycopy(more, 0, all, 3, more.length);
        return new Cli().run(all);
    }

    private void flip(String text, String file) throws IOException {
        Path path = data.resolve("store").resolve(file);
        byte[] bytes = Files.readAllBytes(path);
        int at = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf(text);
        assertThat(at).isPositive();
        bytes[at] ^= 1;
        Files.write(path, bytes);
    }

    @Test
    void aSoundStoreIsLeftAsItIs() {
        Cli.Result result = run("--repair");
        assertThat(result.exitCode()).isZero();
        assertThat(result.lines())
                .hasSize(1)
                .first()
                .asString()
                .contains("10 events of 1 authors", "everything is right");
    }

    @Test
    void whatOnlyPeersHaveIsNamedAndTheExitCodeSaysThatItIsMissing() throws IOException {
        flip("event number 4", "segment-0000000001.log");
        assertThat(run().exitCode()).isEqualTo(ExitCodes.FAILED);
        Cli.Result result = run("--repair");
        assertThat(result.exitCode()).isEqualTo(ExitCodes.FAILED);
        assertThat(result.out())
                .contains("missing: 1 events of author " + SIGNER.author().hex() + ", seq 6 to 6")
                .contains("1 events have to come from peers: start the agent")
                .doesNotContain("written anew");
        assertThat(run("--repair").out()).contains("seq 6 to 6");
    }

    @Test
    void whatFollowsFromTheSegmentsIsMadeAnewAndThenEverythingIsRight() throws IOException {
        flip("salt=", "store.properties");
        Cli.Result result = run("--repair");
        assertThat(result.exitCode()).isZero();
        assertThat(result.lines())
                .anyMatch(line -> line.startsWith("repaired: store.properties was written anew"))
                .endsWith("Everything is right now.");
        assertThat(run().exitCode()).isZero();
    }
}
