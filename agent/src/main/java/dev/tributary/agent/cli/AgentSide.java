package dev.tributary.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tributary.api.host.Bundles;
import dev.tributary.api.host.ImportReport;
import dev.tributary.api.model.AuthorId;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A running agent's logs. */
record AgentSide(ApiClient client) implements BundleSide {
    @Override
    public InputStream backup() throws IOException, InterruptedException {
        return client.download("/api/v1/backup", "");
    }

    @Override
    public InputStream export(Wanted wanted) throws IOException, InterruptedException {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        if (wanted.heads().path("heads").isArray()) {
            body.set("heads", wanted.heads().path("heads"));
        }
        ArrayNode authors = body.putArray("authors");
        wanted.authors().forEach(author -> authors.add(author.hex()));
        return client.download("/api/v1/bundle:export", body.toString());
    }

    @Override
    public Set<AuthorId> authors() throws InterruptedException {
        return HeadsFile.summary(client.get("/api/v1/heads")).byAuthor().keySet();
    }

    @Override
    public ImportReport take(InputStream in, Bundles.Gap gap) throws InterruptedException {
        String query = gap == Bundles.Gap.START_THERE ? "?on-gone=start-there" : "";
        JsonNode answer = client.upload("/api/v1/bundle:import" + query, in);
        List<ImportReport.Problem> problems = new ArrayList<>();
        for (JsonNode problem : answer.path("problems")) {
            problems.add(new ImportReport.Problem(
                    AuthorId.ofHex(problem.path("author").asText()),
                    ImportReport.Reason.valueOf(problem.path("reason").asText().toUpperCase(Locale.ROOT)),
                    problem.path("seq").asLong()));
        }
        return new ImportReport(
                answer.path("stored").asLong(),
                answer.path("known").asLong(),
                answer.path("refused").asLong(),
                problems,
                answer.path("problemCount").asLong());
    }

    @Override
    public void close() {}
}
