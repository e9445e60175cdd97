package dev.tributary.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SseReaderTest {
    @Test
    void joinsDataLinesAndIgnoresComments() throws IOException {
        assertThat(messages(": hello\n\nid: 1\ndata: a\ndata:b\ndata\n\nevent: reset\r\ndata: {}\r\n\r\nid: 9\n\n"))
                .containsExactly(
                        new SseReader.Message("", "a\nb\n", "1"),
                        new SseReader.Message("reset", "{}", ""),
                        new SseReader.Message("", "", "9"));
    }

    @Test
    void messageThatIsCutOffIsDropped() throws IOException {
        assertThat(messages("data: a\n\nid: 2\ndata: b\n")).containsExactly(new SseReader.Message("", "a", ""));
    }

    @Test
    void messageThatIsTooLongEndsTheStream() {
        String line = "data: " + "x".repeat(SseReader.MOST_CHARACTERS / 2 - 1) + "\n";

        assertThatThrownBy(() -> messages(line + line + "data: y\n\n")).isInstanceOf(IOException.class);
        assertThat(line + line).hasSizeGreaterThan(SseReader.MOST_CHARACTERS);
    }

    private static List<SseReader.Message> messages(String text) throws IOException {
        SseReader reader = new SseReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        List<SseReader.Message> messages = new ArrayList<>();
        for (Optional<SseReader.Message> next = reader.next(); next.isPresent(); next = reader.next()) {
            messages.add(next.get());
        }
        return messages;
    }
}
