package dev.tributary.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PayloadsCommandTest extends WithAgent {
    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final String OTHER = "ef".repeat(32);

    private static String call(String hash) {
        return "DELETE /api/v1/events/" + hash + "/payload";
    }

    @Test
    void eachHashIsDeletedAndSaid() {
        api.answer(call(HASH), 204, "").answer(call(OTHER), 204, "");
        Cli.Result result = run("payloads", "delete", HASH.toUpperCase(java.util.Locale.ROOT), OTHER);
        assertThat(result.exitCode()).isZero();
        assertThat(result.lines()).containsExactly("deleted " + HASH, "deleted " + OTHER);
    }

    @Test
    void theFirstThatFailsEndsItWithTheAgentsSentence() {
        api.answer(call(HASH), 204, "")
                .answer(call(OTHER), 404, "{\"detail\":\"No event with the hash " + OTHER + " is here.\"}");
        Cli.Result result = run("payloads", "delete", HASH, OTHER);
        assertThat(result.exitCode()).isEqualTo(ExitCodes.FAILED);
        assertThat(result.lines()).containsExactly("deleted " + HASH);
        assertThat(result.err()).contains("No event with the hash");
    }

    @Test
    void whatIsNoHashIsRefusedBeforeAnythingIsDeleted() {
        Cli.Result result = run("payloads", "delete", HASH, "abc");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("'abc' is not an event's hash");
        assertThat(api.requests).isEmpty();
        assertThat(run("payloads", "delete").exitCode()).isEqualTo(2);
    }
}
