package dev.tributary.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.HeadsSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file with the answer of {@code GET /api/v1/heads}. */
final class HeadsFile {
    /** Some 300,000 heads. */
    private static final long MOST_BYTES = 64 << 20;

    private HeadsFile() {}

    static JsonNode read(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw notHeads(file);
            }
            JsonNode heads = ApiClient.JSON.readTree(Files.readAllBytes(file));
            if (!heads.path("heads").isArray()) {
                throw notHeads(file);
            }
            summary(heads);
            return heads;
        } catch (com.fasterxml.jackson.core.JsonProcessingException | IllegalArgumentException e) {
            throw notHeads(file);
        } catch (IOException e) {
            throw CommandFailure.failed(FileWords.unreadable(file, e));
        }
    }

    static HeadsSummary summary(JsonNode heads) {
        List<AuthorHead> all = new ArrayList<>();
        for (JsonNode head : heads.path("heads")) {
            all.add(new AuthorHead(
                    AuthorId.ofHex(head.path("author").asText()),
                    head.path("seq").asLong(),
                    EventHash.ofHex(head.path("hash").asText())));
        }
        return HeadsSummary.of(all);
    }

    private static CommandFailure notHeads(Path file) {
        return CommandFailure.failed("the file " + file
                + " does not hold heads: write it with 'tributary heads' on the other box, or take the answer of its "
                + "GET /api/v1/heads.");
    }
}
