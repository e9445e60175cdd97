package dev.tributary.agent.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of commands that ask a running agent: a data directory whose agent is a {@link FakeApi}. */
abstract class WithAgent {
    @TempDir
    Path data;

    final Cli cli = new Cli();
    FakeApi api;

    @BeforeEach
    void start() throws IOException {
        api = new FakeApi();
        api.writeFiles(data);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    /** Runs a command on the data directory. */
    Cli.Result run(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data", data.toString()));
        return cli.run(all.toArray(String[]::new));
    }
}
