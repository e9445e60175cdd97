package dev.tributary.agent.bench;

import dev.tributary.agent.identity.ApiToken;
import dev.tributary.api.host.Agent;
import dev.tributary.api.host.AgentOptions;
import dev.tributary.api.model.EventDraft;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * {@code bench classes}: uses an agent for what it mostly does, so that a JVM that was asked for a class-data archive
 * sees the classes that are worth keeping. The build runs it; see the script {@code bin/tributary}.
 */
@Command(
        name = "classes",
        hidden = true,
        description = "Lets two agents copy some events, for a JVM that writes a class-data archive.")
final class BenchClassesCommand implements Callable<Integer> {
    private static final int EVENTS = 256;
    private static final String AUTHOR = "AUTHOR";
    private static final List<String> CALLS = List.of(
            "/",
            "/health/ready",
            "/api/v1/status",
            "/api/v1/heads",
            "/api/v1/authors",
            "/api/v1/authors/" + AUTHOR,
            "/api/v1/authors/" + AUTHOR + "/events?limit=10",
            "/api/v1/peers",
            "/metrics");

    @Override
    public Integer call() throws IOException {
        try (Scratch scratch = Scratch.create();
                Agent one = Agent.start(options(scratch, "a"));
                Agent other = Agent.start(
                        options(scratch, "b").with("space.id", one.space().hex()))) {
            one.addPeer(other.author(), Optional.empty()).toCompletableFuture().join();
            one.events()
                    .publishAll(Collections.nCopies(EVENTS, EventDraft.json("bench.reading", "{\"value\":1}")))
                    .toCompletableFuture()
                    .join();
            other.addPeer(one.author(), Optional.of(one.syncAddress()))
                    .toCompletableFuture()
                    .join();
            Waits.until(() -> other.reader().heads().seq(one.author()) >= EVENTS);
            String token = new ApiToken(scratch.folder("a")).load();
            for (String call : CALLS) {
                get(
                        one.webAddress().orElseThrow()
                                + call.replace(AUTHOR, one.author().hex()),
                        token);
            }
        }
        return 0;
    }

    private static AgentOptions options(Scratch scratch, String name) {
        AgentOptions options = AgentOptions.inDirectory(scratch.folder(name))
                .with("sync.listen", "127.0.0.1:0")
                .with("web.listen", "127.0.0.1:0");
        String home = System.getProperty("tributary.home");
        return home == null
                ? options
                : options.with("plugins.directory", Path.of(home, "plugins").toString());
    }

    private static void get(String url, String token) throws IOException {
        URLConnection connection = URI.create(url).toURL().openConnection();
        connection.setRequestProperty("Authorization", "Bearer " + token);
        try (InputStream answer = connection.getInputStream()) {
            answer.readAllBytes();
        }
    }
}
