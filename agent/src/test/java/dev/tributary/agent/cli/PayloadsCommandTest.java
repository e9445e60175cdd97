package dev.tributary.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PayloadsCommandTest {
    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final String OTHER = "ef".repeat(32);

    @TempDir
    private Path data;

    private FakeApi api;

    @BeforeEach
    void start() throws IOException {
        api = new FakeApi();
        api.writeFiles(data);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private Cli.Result run(String... hashes) {
        String[] all = new String[hashes.length + 4];
        System.arraycopy(new String[] {"payloads", "delete", "--data", data.toString()}, 0, all, 0, 4);
        System.arraycopy(hashes, 0, all, 4, hashes.length);
        return new Cli().run(all);
    }

    private static String call(String hash) {
        return "DELETE /api/v1/events/" + hash + "/payload";
    }

    @Test
    void eachHashIsDeletedAndSaid() {
        api.answer(call(HASH), 204, "").answer(call(OTHER), 204, "");
        Cli.Result result = run(HASH.toUpperCase(java.util.Locale.ROOT), OTHER);
        assertThat(result.exitCode()).isZero();
        assertThat(result.lines()).containsExactly("deleted " + HASH, "deleted " + OTHER);
    }

    @Test
    void theFirstThatFailsEndsItWithTheAgentsSentence() {
        api.answer(call(HASH), 204, "")
                .answer(call(OTHER), 404, "{\"detail\":\"No event with the hash " + OTHER + " is here.\"}");
        Cli.Result result = run(HASH, OTHER);
        assertThat(result.exitCode()).isEqualTo(ExitCodes.FAILED);
        assertThat(result.lines()).containsExactly("deleted " + HASH);
        assertThat(result.err()).contains("No event with the hash");
    }

    @Test
    void whatIsNoHashIsRefusedBeforeAnythingIsDeleted() {
        Cli.Result result = run(HASH, "abc");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("'abc' is not an event's hash");
        assertThat(api.requests).isEmpty();
        assertThat(run().exitCode()).isEqualTo(2);
    }
}
