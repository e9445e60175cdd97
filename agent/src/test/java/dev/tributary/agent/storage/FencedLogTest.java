package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.identity.FenceCheck;
import dev.tributary.agent.identity.FenceFile;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.SpaceId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When the fence is written. */
class FencedLogTest {
    @TempDir
    private Path folder;

    private Path path;

    @BeforeEach
    void path() {
        path = folder.resolve("fence");
    }

    @Test
    void whatIsReachedIsWrittenAtOnceUnlessTheFileIsBeingForced() throws IOException {
        try (FencedLog log = taken(path)) {
            log.reached(head(6));
            assertThat(written()).isEqualTo(6);
            log.beginForce();
            log.reached(head(7));
            log.reached(head(8));
            assertThat(written()).as("no writer waits for a force").isEqualTo(6);
            log.endForce(Optional.empty());
            assertThat(written()).isEqualTo(8);
            assertThat(log.isDirty()).as("and is forced next").isTrue();
        }
    }

    @Test
    void whatWaitsAtTheEndIsWrittenThen() throws IOException {
        try (FencedLog log = taken(path)) {
            log.beginForce();
            log.reached(head(6));
        }
        assertThat(written()).isEqualTo(6);
    }

    @Test
    void aForceThatFailsStopsTheSigning() throws IOException {
        try (FencedLog log = taken(path)) {
            log.beginForce();
            log.reached(head(6));
            log.endForce(Optional.of(new IOException("Input/output error")));
            assertThat(log.refusal()).isPresent();
            assertThat(log.now().reason()).contains("cannot be written (Input/output error)");
            assertThat(log.isDirty()).isFalse();
        }
    }

    private long written() {
        return ((FenceFile.Content.Kept) new FenceFile(path).read()).newest().seq();
    }

    /** The fence of a log that ends at 5. */
    static FencedLog taken(Path path) {
        FenceCheck.Store store = new FenceCheck.Store(
                new AuthorId(filled(1)),
                new SpaceId(filled(9)),
                Bytes.wrap(new byte[16]),
                1,
                Optional.of(head(5)),
                false,
                false,
                false,
                true);
        return FencedLog.take(new FenceFile(path), new FenceCheck(0, EventHash.NONE, "", false, ""), store);
    }

    private static AuthorHead head(int seq) {
        return new AuthorHead(new AuthorId(filled(1)), seq, new EventHash(filled(seq)));
    }

    static Bytes filled(int value) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) value);
        return Bytes.wrap(bytes);
    }
}
