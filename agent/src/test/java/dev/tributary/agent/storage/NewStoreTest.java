package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.log.Verdict;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewStoreTest {
    @TempDir
    Path data;

    @Test
    void aLogThatWasShortenedBeforeBeginsWhereItBegan() throws IOException {
        Authors author = Authors.author(1);
        author.encoded(3);
        try (NewStore made = NewStore.create(data, Authors.SPACE)) {
            assertThat(made.add(author.encoded(2))).isInstanceOf(Verdict.Accepted.class);
            assertThat(made.add(author.encoded(4))).isInstanceOf(Verdict.Accepted.class);
            made.finish();
        }
        try (DataLock lock = DataLock.take(data)) {
            TestStore store = new TestStore(OpenStore.open(lock, TestStore.options(), StorageMeter.NONE));
            assertThat(store.book().firstSeq(author.id())).isEqualTo(4);
            assertThat(store.reader().events(author.id(), 0, 100))
                    .extracting(Event::seq)
                    .containsExactly(4L, 5L, 6L, 7L, 8L, 9L);
            store.close();
        }
        assertThat(Verify.check(data, (done, total) -> {}).problems()).isEmpty();
    }

    @Test
    void aRunThatNobodySignedBeginsNoLog() throws IOException {
        Authors author = Authors.author(1);
        author.encoded(3);
        try (NewStore made = NewStore.create(data, Authors.SPACE)) {
            byte[] forged = author.encoded(2).toArray();
            forged[forged.length - 1] ^= 1;
            assertThat(made.add(Bytes.wrap(forged))).isNotInstanceOf(Verdict.Accepted.class);
        }
    }
}
