package dev.tributary.agent.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What two agents that never met tell each other, over a real link. */
class BenchAdvertsTest {
    @Test
    void aFirstMeetingAndTheSilenceBehindItAreCountedInBytes() throws IOException {
        StringWriter out = new StringWriter();

        int exit = BenchCommand.commandLine()
                .setOut(new PrintWriter(out))
                .execute("adverts", "--authors", "2000", "--differ", "3", "--idle", "1", "--runs", "1");

        assertThat(exit).isZero();
        List<String> lines = out.toString().lines().toList();
        JsonNode figures = new ObjectMapper().readTree(lines.get(lines.size() - 1));
        assertThat(figures.path("benchmark").asText()).isEqualTo("adverts");
        assertThat(figures.path("first_meeting_adverts").asLong()).isBetween(300L, 16L * 1024);
        assertThat(figures.path("first_meeting_all").asLong())
                .isGreaterThan(figures.path("first_meeting_adverts").asLong());
        assertThat(figures.has("idle_hour")).isTrue();
    }
}
