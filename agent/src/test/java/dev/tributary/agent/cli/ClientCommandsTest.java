package dev.tributary.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Commands that ask a running agent. */
class ClientCommandsTest extends WithAgent {
    private static final String KEY = "0123456789abcdef".repeat(4);
    private static final String BRIEF = KEY.substring(0, 8);
    private static final String STATUS = """
            {"version":"0.1","author":"%1$s","space":"%1$s","spaceName":"Harbour\\u001b[31m","state":"running",
            "reason":"","since":"2026-01-01T00:00:00Z","authors":2,"frozen":1,"shortened":1,
            "peersConnected":1,"peersInSync":1,
            "eventsBehind":1234,"stalled":true,"digest":"ee","syncAddress":"127.0.0.1:7420",
            "storage":{"events":56789,"bytes":1536,"position":56789,"writable":false,"problem":"the disk is full"}}
            """.formatted(KEY);

    @Test
    void statusIsReadable() {
        String peers = "{\"peers\":[{\"key\":\"%s\",\"interest\":\"all\"},{\"key\":\"%s\",\"interest\":\"none;quiet\"},"
                + "{\"key\":\"%s\",\"state\":\"paused\",\"reason\":\"only roots until midnight UTC\"},"
                + "{\"key\":\"%s\",\"state\":\"stalled\",\"reason\":\"it offers 3 events\"}]}";
        String successors = """
                {"successors":[{"author":"new","predecessor":"old","verified":true,"signature":"valid"},
                {"author":"other","predecessor":"old","verified":false,"signature":"missing"},
                {"author":"liar","predecessor":"old","verified":false,"signature":"wrong"}]}
                """;
        api.answer("GET /api/v1/status", 200, STATUS)
                .answer("GET /api/v1/peers", 200, peers.formatted(KEY, "f".repeat(64), "e".repeat(64), "d".repeat(64)))
                .answer("GET /api/v1/successors", 200, successors);

        Cli.Result result = run("status");

        assertThat(result.exitCode()).isZero();
        assertThat(result.lines())
                .contains(
                        "state    running",
                        "space    " + KEY + " Harbour\\u001b[31m",
                        "events   56,789 of 2 authors (1 frozen by a fork, 1 without the beginning), 1.5 KiB on disk",
                        "peers    1 connected, 1 in sync, 1,234 events behind, STALLED",
                        "storage  not writable: the disk is full",
                        "wants    none;quiet of ffffffff",
                        "paused   eeeeeeee: only roots until midnight UTC",
                        "stalled  dddddddd: it offers 3 events",
                        "succeeds new for old, signed by both keys",
                        "succeeds other for old, NOT signed by the old key",
                        "succeeds liar for old, with a FALSE signature of the old key");
        assertThat(result.lines()).noneMatch(line -> line.startsWith("wants    all"));
    }

    @Test
    void jsonIsWhatTheAgentSays() {
        api.answer("GET /api/v1/status", 200, STATUS)
                .answer("GET /api/v1/peers", 200, "{\"peers\":[]}")
                .answer("GET /api/v1/plugins", 200, "{\"plugins\":[]}");

        assertThat(run("status", "--json").out().strip()).isEqualTo(STATUS.strip());
        assertThat(run("peers", "list", "--json").out().strip()).isEqualTo("{\"peers\":[]}");
        assertThat(run("plugins", "list", "--json").out().strip()).isEqualTo("{\"plugins\":[]}");
    }

    @Test
    void peersAndPluginsAreTables() {
        String peers = """
                {"peers":[{"key":"%s","address":null,"state":"awaited","reason":"not seen yet",
                "interest":"%s","rootsEqual":false,"eventsBehind":5,"bytesIn":0,"bytesOut":2048}]}
                """.formatted(KEY, KEY + "+" + KEY + "+" + KEY + "+" + KEY + ";quiet");
        String plugins = """
                {"plugins":[{"id":"door","version":"1","description":"Doors","state":"failed",
                "failures":3,"lastFailure":"start threw"}]}
                """;
        api.answer("GET /api/v1/peers", 200, peers).answer("GET /api/v1/plugins", 200, plugins);

        assertThat(run("peers", "list").lines().get(1).split(" {2,}", -1))
                .containsExactly(
                        KEY,
                        "-",
                        "awaited",
                        "no",
                        "5",
                        "0 B",
                        "2.0 KiB",
                        (BRIEF + "+").repeat(2) + BRIEF + "+1 more;quiet",
                        "not seen yet");
        assertThat(run("plugins", "list").lines().get(1).split(" {2,}", -1))
                .containsExactly("door", "1", "failed", "3", "start threw");
    }

    @Test
    void peersAreAddedAndRemoved() {
        api.answer("POST /api/v1/peers", 201, "{}").answer("DELETE /api/v1/peers/" + KEY, 204, "");

        assertThat(run("peers", "add", KEY.toUpperCase(java.util.Locale.ROOT) + "@h:1")
                        .lines())
                .containsExactly("added " + KEY + ", dialled at h:1");
        assertThat(run("peers", "add", KEY).lines()).containsExactly("added " + KEY + ", awaited");
        assertThat(run("peers", "add", KEY, "--interest", "none;quiet").lines())
                .containsExactly("added " + KEY + ", awaited, wanted: none;quiet");
        assertThat(run("peers", "remove", KEY).lines()).containsExactly("removed " + KEY);

        assertThat(api.requests.stream().map(FakeApi.Request::body))
                .containsExactly(
                        "{\"key\":\"" + KEY + "\",\"address\":\"h:1\"}",
                        "{\"key\":\"" + KEY + "\"}",
                        "{\"key\":\"" + KEY + "\",\"interest\":\"none;quiet\"}",
                        "");
    }

    @Test
    void wrongPeersAreRefusedBeforeTheAgentIsAsked() {
        assertThat(run("peers", "add", "abc@h:1").exitCode()).isEqualTo(2);
        assertThat(run("peers", "add", KEY + "@h").exitCode()).isEqualTo(2);
        Cli.Result wanted = run("peers", "add", KEY, "--interest", "all;loud");
        assertThat(wanted.exitCode()).isEqualTo(2);
        assertThat(wanted.err()).contains("--interest has ';loud' at character 4");
        assertThat(run("peers", "remove", "abc").err()).contains("64 hexadecimal digits");
        assertThat(api.requests).isEmpty();
    }

    @Test
    void refusalIsTheAgentsOwnSentence() {
        api.answer("DELETE /api/v1/peers/" + KEY, 404, "{\"detail\":\"No such peer.\"}")
                .answer("GET /api/v1/peers", 502, "<html>");

        assertThat(run("peers", "remove", KEY).err().strip()).isEqualTo("tributary: No such peer.");
        assertThat(run("peers", "list").err().strip())
                .isEqualTo("tributary: the agent at " + api.url() + " answered 502.");
    }

    @Test
    void addressAndTokenCanBeNamed() throws IOException {
        api.answer("GET /api/v1/plugins", 200, "{\"plugins\":[]}");
        Path token = Files.writeString(data.resolve("other"), FakeApi.TOKEN);

        assertThat(new Cli()
                        .run("plugins", "list", "--api", api.url() + "/", "--token-file", token.toString())
                        .exitCode())
                .isZero();
    }

    @Test
    void missingAgentIsASentence() throws IOException {
        Path empty = Files.createDirectory(data.resolve("empty"));

        Cli.Result result = new Cli().run("status", "--data", empty.toString());

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err().strip())
                .isEqualTo("tributary: no agent runs in " + empty + ": start one with 'tributary run --data " + empty
                        + "', or name one with --api and --token-file.");
    }

    @Test
    void agentThatDoesNotAnswerIsASentence() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0)) {
            port = taken.getLocalPort();
        }
        Files.writeString(data.resolve("api-url"), "http://127.0.0.1:" + port);

        for (String command : new String[] {"status", "log", "tail"}) {
            Cli.Result result = run(command);

            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.err().strip())
                    .isEqualTo("tributary: no agent answers at http://127.0.0.1:" + port + ": is it running there?");
        }
    }

    @Test
    void wrongTokenIsASentence() throws IOException {
        Path token = Files.writeString(data.resolve("other"), "1".repeat(64));
        Path broken = Files.writeString(data.resolve("broken"), "two words");

        assertThat(run("status", "--token-file", token.toString()).err()).contains("does not take this token");
        assertThat(run("status", "--token-file", broken.toString()).err()).contains("does not hold a token");
        assertThat(run("status", "--token-file", "missing").err()).contains("there is no token file missing");
        assertThat(run("status", "--api", "nonsense").exitCode()).isEqualTo(2);
    }

    @Test
    void answerThatIsNotJsonIsASentence() {
        api.answer("GET /api/v1/status", 200, "<html>");

        assertThat(run("status").err()).contains("is not an agent");
    }
}
