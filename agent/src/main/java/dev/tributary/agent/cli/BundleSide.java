package dev.tributary.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.api.host.Bundles;
import dev.tributary.api.host.ImportReport;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.HeadsSummary;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;

/** Where the logs of a command are: behind a running agent's API, or in a directory that no agent uses. */
interface BundleSide extends AutoCloseable {
    /** A backup as it is made. */
    InputStream backup() throws IOException, InterruptedException;

    /** A bundle as it is made; the two ways to say what is wanted tell the same. */
    InputStream export(Wanted wanted) throws IOException, InterruptedException;

    /** Whose logs are there. */
    Set<AuthorId> authors() throws InterruptedException;

    /** Takes a stream in. */
    ImportReport take(InputStream in, Bundles.Gap gap) throws IOException, InterruptedException;

    @Override
    void close();

    /**
     * What a bundle shall hold.
     *
     * @param heads the answer of {@code GET /api/v1/heads} of whoever gets it; an empty object for everything
     * @param authors whose logs; empty for all
     */
    record Wanted(JsonNode heads, Set<AuthorId> authors) {
        HeadsSummary after() {
            return HeadsFile.summary(heads);
        }
    }
}
