package dev.tributary.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.HeadsSummary;
import java.io.IOException;
import java.io.InputStream;
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
        try (InputStream in = Files.newInputStream(file)) {
            if (Files.size(file) > MOST_BYTES) {
                throw notHeads(file);
            }
            // Whatever the file says of its size, as a device does: the reader ends at the first byte that is no JSON.
            JsonNode heads = ApiClient.JSON.readTree(in);
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
