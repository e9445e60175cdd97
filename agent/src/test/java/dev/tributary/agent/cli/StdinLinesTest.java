package dev.tributary.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StdinLinesTest {
    @Test
    void lineThatIsThereIsGivenWithoutWaitingForMore() throws IOException, InterruptedException {
        try (PipedOutputStream writer = new PipedOutputStream()) {
            StdinLines lines = StdinLines.of(new PipedInputStream(writer), 100);

            writer.write("first\n".getBytes(StandardCharsets.UTF_8));
            writer.flush();

            assertThat(texts(lines.take(256, 1000))).containsExactly("first");
        }
    }

    @Test
    void readsAheadOnlySoFar() throws InterruptedException {
        AtomicLong read = new AtomicLong();
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return '\n';
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                for (int i = 0; i < length; i++) {
                    into[offset + i] = i % 100 == 99 ? (byte) '\n' : (byte) 'x';
                }
                read.addAndGet(length);
                return length;
            }
        };

        StdinLines lines = StdinLines.of(endless, 200_000);

        await().until(() -> read.get() >= 100L * StdinLines.MOST_LINES);
        assertThat(lines.take(5, 1000)).hasSize(5);
        assertThat(read.get()).isLessThan(100L * StdinLines.MOST_LINES + 4 * 65_536);
    }

    @Test
    void batchIsFullAtItsLinesOrItsBytes() throws InterruptedException {
        StdinLines lines = StdinLines.of(stream("aaaa\nbbbb\ncccc\ndddd"), 100);
        await().until(() -> lines.take(1, 100), taken -> taken.size() == 1);

        assertThat(texts(lines.take(256, 4))).containsExactly("bbbb");
        assertThat(texts(lines.take(256, 3))).as("one always fits").containsExactly("cccc");
        assertThat(texts(lines.take(256, 3))).containsExactly("dddd");
        assertThat(lines.take(256, 3)).isEmpty();
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> texts(List<byte[]> lines) {
        return lines.stream()
                .map(line -> new String(line, StandardCharsets.UTF_8))
                .toList();
    }
}
