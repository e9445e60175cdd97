package dev.tributary.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.identity.FenceFile;
import dev.tributary.agent.identity.FenceRecord;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.SeedSigner;
import dev.tributary.agent.storage.AuthorPolicy;
import dev.tributary.agent.storage.DataLock;
import dev.tributary.agent.storage.OpenStore;
import dev.tributary.agent.storage.StorageMeter;
import dev.tributary.agent.storage.StorageOptions;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.SpaceId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32C;
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
                InstantSource.system());
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
        assertThat(result.lines()).hasSize(2);
        assertThat(result.lines().get(0)).contains("10 events of 1 authors", "everything is right");
    }

    private Path fence(String name, long seq) throws IOException {
        Path path = folder.resolve(name);
        try (FenceFile file = new FenceFile(path)) {
            file.write(new FenceRecord(
                    SIGNER.author(),
                    new SpaceId(Bytes.wrap(new byte[32])),
                    Bytes.wrap(new byte[16]),
                    1,
                    seq,
                    new EventHash(Bytes.wrap(new byte[32])),
                    true));
        }
        return path;
    }

    /** Also of a store in which nothing is wrong: one that was put back from a copy. */
    @Test
    void theEndOfTheOwnLogIsMissedByTheFenceWhereverTheAgentKeepsIt() throws IOException {
        Path elsewhere = fence("elsewhere", 14);
        assertThat(run("--repair").lines())
                .last()
                .asString()
                .startsWith("fence: " + data.toAbsolutePath() + ".fence is not there")
                .contains("--fence or --config");
        Path config = Files.writeString(
                folder.resolve("agent.yaml"), "data: " + data + "\nidentity:\n  fence: " + elsewhere + "\n");
        Cli byVariable = new Cli().withEnvironment(Map.of("TRIBUTARY_IDENTITY_FENCE", elsewhere.toString()));
        for (Cli.Result result : List.of(
                run("--repair", "--fence", elsewhere.toString()),
                new Cli().run("verify", "--repair", "--config", config.toString()),
                byVariable.run("verify", "--repair", "--data", data.toString()))) {
            assertThat(result.exitCode()).isEqualTo(ExitCodes.FAILED);
            assertThat(result.lines())
                    .contains(
                            "fence: " + elsewhere + " knows the own log up to seq 14",
                            "missing: 4 events of author " + SIGNER.author().hex() + ", seq 11 to 14");
        }
        fence("box.fence", 10);
        assertThat(run("--repair").lines())
                .hasSize(2)
                .last()
                .asString()
                .endsWith("box.fence knows the own log up to seq 10");
        Files.write(elsewhere, new byte[10]);
        assertThat(run("--repair", "--fence", elsewhere.toString()).out())
                .contains("fence: " + elsewhere + " is damaged, so it is not known");
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

    /** Nothing is wrong with the disk then. */
    @Test
    void aStoreOfANewerProgramIsLeftAloneAndNotBlamedOnTheDisk() throws IOException {
        Path segment = data.resolve("store").resolve("segment-0000000001.log");
        ByteBuffer header = ByteBuffer.wrap(Files.readAllBytes(segment)).putInt(8, 9);
        CRC32C crc = new CRC32C();
        crc.update(header.array(), 0, 92);
        Files.write(segment, header.putInt(92, (int) crc.getValue()).array());
        for (String more : List.of("--repair", "--fence=none")) {
            Cli.Result result = run(more);
            assertThat(result.exitCode()).isEqualTo(ExitCodes.FAILED);
            assertThat(result.err())
                    .contains("cannot be read: segment-0000000001.log has format 9")
                    .contains("use a newer Tributary.")
                    .doesNotContain("Check the disk");
        }
        assertThat(Files.readAllBytes(segment)).isEqualTo(header.array());
    }
}
