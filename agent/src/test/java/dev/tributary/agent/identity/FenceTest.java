package dev.tributary.agent.identity;

import static dev.tributary.agent.identity.OwnLogGuardTest.bytes;
import static dev.tributary.agent.identity.OwnLogGuardTest.hash;
import static dev.tributary.agent.identity.OwnLogGuardTest.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.agent.identity.FenceFile.Content;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.SpaceId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fence file, and what it and a store say about each other. */
class FenceTest {
    private static final SpaceId SPACE = new SpaceId(bytes(50));
    private static final FenceRecord FIVE =
            new FenceRecord(key(1), SPACE, bytes(60).slice(16, 16), 3, 5, hash(5), true);

    @TempDir
    private Path folder;

    @Test
    void holdsWhatWasWrittenLastAndBelongsToItsOwnerAlone() throws IOException {
        Path path = folder.resolve("new").resolve("own.fence");
        try (FenceFile file = new FenceFile(path)) {
            assertThat(file.read()).isEqualTo(new Content.Absent());
            for (int seq = 5; seq < 12; seq++) {
                file.write(FIVE.reaching(seq, hash(seq)));
                assertThat(new FenceFile(path).read()).isEqualTo(kept(FIVE.reaching(seq, hash(seq))));
            }
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        try (FenceFile file = new FenceFile(path)) {
            file.read();
            file.write(FIVE.settled(false));
            assertThat(new FenceFile(path).read()).isEqualTo(kept(FIVE.settled(false)));
        }
    }

    @Test
    void aTornWriteLeavesTheOneBefore() throws IOException {
        Path path = folder.resolve("own.fence");
        try (FenceFile file = new FenceFile(path)) {
            file.write(FIVE);
            byte[] before = Files.readAllBytes(path);
            file.write(FIVE.reaching(6, hash(6)));
            byte[] after = Files.readAllBytes(path);
            for (int torn = 0; torn < after.length; torn++) {
                byte[] mixed = before.clone();
                System.arraycopy(after, 0, mixed, 0, torn);
                Files.write(path, mixed);
                assertThat(new FenceFile(path).read()).isIn(kept(FIVE), kept(FIVE.reaching(6, hash(6))));
            }
        }
    }

    @Test
    void damageOfBothRecordsIsSeenAndAnyFlippedByteIsNeverBelieved() throws IOException {
        Path path = folder.resolve("own.fence");
        try (FenceFile file = new FenceFile(path)) {
            file.write(FIVE);
        }
        byte[] sound = Files.readAllBytes(path);
        int start = 512;
        for (int at = start; at < start + FenceRecord.SIZE; at++) {
            byte[] flipped = sound.clone();
            flipped[at] ^= 0x40;
            Files.write(path, flipped);
            assertThat(new FenceFile(path).read()).isEqualTo(new Content.Damaged());
        }
        Files.write(path, new byte[0]);
        assertThat(new FenceFile(path).read()).isEqualTo(new Content.Damaged());
    }

    @Test
    void aRecordOfANewerProgramIsRefused() throws IOException {
        Path path = folder.resolve("own.fence");
        try (FenceFile file = new FenceFile(path)) {
            file.write(FIVE);
        }
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path));
        int start = 512;
        bytes.putInt(start + 8, FenceRecord.VERSION + 1);
        CRC32C crc = new CRC32C();
        crc.update(bytes.array(), start, FenceRecord.SIZE - Integer.BYTES);
        bytes.putInt(start + FenceRecord.SIZE - Integer.BYTES, (int) crc.getValue());
        Files.write(path, bytes.array());
        assertThatThrownBy(() -> new FenceFile(path).read()).hasMessageContaining("use a newer agent");
    }

    @Test
    void somethingElseInTheFencesPlaceIsNotBelievedAndNotWritten() throws IOException {
        Path path = Files.createDirectory(folder.resolve("own.fence"));
        try (FenceFile file = new FenceFile(path)) {
            assertThat(file.read()).isEqualTo(new Content.Damaged());
            assertThatThrownBy(() -> file.write(FIVE)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aStoreThatIsAsFarAsTheFenceOrFurtherIsComplete() {
        assertThat(check(FIVE, 3, 5, 5).complete()).isTrue();
        assertThat(check(FIVE, 3, 9, 9).complete()).isTrue();
        assertThat(check(FIVE, 4, 5, 5).complete()).isTrue();
        assertThat(FenceCheck.of(new Content.Absent(), store(0, 0, 0, true)).complete())
                .isTrue();
        assertThat(FenceCheck.of(new Content.Damaged(), store(1, 0, 0, true)).complete())
                .isTrue();
    }

    @Test
    void aStoreThatWasSetBackIsFound() {
        assertThat(check(FIVE, 3, 4, 4)).satisfies(c -> {
            assertThat(c.cause()).contains("ends at 4").contains("come to 5");
            assertThat(c.setBack()).isTrue();
            assertThat(c.reached(head(4, 4))).isFalse();
            assertThat(c.reached(head(5, 6))).isFalse();
            assertThat(c.reached(head(5, 5))).isTrue();
            assertThat(c.reached(head(6, 6))).isTrue();
        });
        assertThat(check(FIVE, 2, 5, 5).cause()).contains("copy");
        assertThat(check(FIVE, 2, 9, 9).cause()).contains("copy");
        assertThat(check(FIVE, 3, 5, 7).cause()).contains("another event 5");
        assertThat(check(FIVE, 3, 0, 0).cause()).contains("ends at 0");
        FenceRecord otherStore = new FenceRecord(key(1), SPACE, bytes(61).slice(16, 16), 3, 5, hash(5), true);
        assertThat(check(otherStore, 3, 5, 5).cause()).contains("not the one");
        assertThat(check(FIVE.settled(false), 3, 5, 5)).satisfies(c -> {
            assertThat(c.complete()).isFalse();
            assertThat(c.setBack()).isFalse();
        });
    }

    @Test
    void aFenceThatIsMissingWhileThereAreOwnEventsIsACauseUnlessTheStoreIsOlderThanFences() {
        assertThat(FenceCheck.of(new Content.Absent(), store(3, 5, 5, false)).cause())
                .contains("missing");
        assertThat(FenceCheck.of(new Content.Damaged(), store(3, 5, 5, true)).cause())
                .contains("damaged");
        FenceRecord foreign = new FenceRecord(key(9), SPACE, bytes(60).slice(16, 16), 3, 5, hash(5), true);
        assertThat(check(foreign, 3, 5, 5).cause()).contains("missing");
        assertThat(FenceCheck.of(new Content.Absent(), store(0, 5, 5, true)).complete())
                .isFalse();
        assertThat(FenceCheck.of(new Content.Absent(), store(0, 5, 5, false))).satisfies(c -> {
            assertThat(c.complete()).isTrue();
            assertThat(c.warning()).contains("seq 6");
        });
    }

    @Test
    void aStoreFromABackupIsNeverCompleteByItself() {
        FenceCheck.Store restored =
                new FenceCheck.Store(key(1), SPACE, FIVE.storeId(), 0, head(5, 5), false, false, true, false);
        assertThat(FenceCheck.of(new Content.Absent(), restored).cause()).contains("backup");
        FenceCheck.Store counted =
                new FenceCheck.Store(key(1), SPACE, FIVE.storeId(), 3, head(5, 5), false, false, true, true);
        assertThat(FenceCheck.of(kept(FIVE), counted).cause()).contains("backup");
    }

    @Test
    void aLogThatAForkHasCutIsNotWaitedFor() {
        assertThat(FenceCheck.of(kept(FIVE), cut(FIVE.openings(), 3)))
                .as("it is shorter than the fence says, and nothing was set back")
                .isEqualTo(new FenceCheck(0, EventHash.NONE, "", false, ""));
        assertThat(FenceCheck.of(kept(FIVE), cut(FIVE.openings() - 1, 3)))
                .as("an older copy of it needs a new storeId")
                .matches(FenceCheck::setBack)
                .matches(FenceCheck::complete);
    }

    private static FenceCheck.Store cut(long openings, long seq) {
        FenceCheck.Store whole = store(openings, seq, 3, true);
        return new FenceCheck.Store(
                whole.author(), whole.space(), whole.storeId(), openings, whole.head(), true, false, false, true);
    }

    private static FenceCheck check(FenceRecord fence, long openings, long seq, int hash) {
        return FenceCheck.of(kept(fence), store(openings, seq, hash, true));
    }

    private static FenceCheck.Store store(long openings, long seq, int hash, boolean peers) {
        return new FenceCheck.Store(
                key(1),
                SPACE,
                bytes(60).slice(16, 16),
                openings,
                seq == 0 ? Optional.empty() : head(seq, hash),
                false,
                false,
                false,
                peers);
    }

    private static Optional<AuthorHead> head(long seq, int hash) {
        return Optional.of(new AuthorHead(key(1), seq, hash(hash)));
    }

    private static Content kept(FenceRecord record) {
        return new Content.Kept(record);
    }
}
