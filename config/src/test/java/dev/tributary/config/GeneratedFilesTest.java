package dev.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is made from the table of keys is what lies in the repository. */
class GeneratedFilesTest {
    private static final Path DEFAULT_FILE = Path.of("files/tributary.yaml");
    private static final Path PAGE = Path.of("SETTINGS.md");

    @Test
    void defaultFileIsMadeFromTheTable() throws IOException {
        assertThat(written(DEFAULT_FILE, DefaultFile.text())).isEqualTo(DefaultFile.text());
    }

    @Test
    void pageIsMadeFromTheTable() throws IOException {
        assertThat(written(PAGE, SettingsPage.text())).isEqualTo(SettingsPage.text());
    }

    @Test
    void defaultFileSaysWhatHoldsWithoutAFile() {
        AgentConfig byFile = valid(ConfigSources.DEFAULTS.withFile(DEFAULT_FILE));

        assertThat(byFile).isEqualTo(valid(ConfigSources.DEFAULTS));
    }

    @Test
    void examplesOfTheDefaultFileAreValid() throws IOException {
        String active = DefaultFile.text()
                .replaceAll("(?m)^( *)(\\w[\\w-]*): (\\[]|\\{})\n(?=\\1#\\2:)", "")
                .replaceAll("(?m)^( *)#(?! )", "$1")
                .replaceAll("(?m)^( *)#(  )", "$1$2");
        Path file = Files.createTempFile("tributary", ".yaml");
        try {
            Files.writeString(file, active);
            AgentConfig config = valid(ConfigSources.DEFAULTS.withFile(file));

            assertThat(config.peers()).hasSize(2);
            assertThat(config.sync().links()).hasSize(1);
            assertThat(config.space().id()).isPresent();
            assertThat(config.plugins().settings()).containsKey("host-telemetry");
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void schemaNamesEveryKeyAndNoOther() throws IOException {
        JsonNode schema = new ObjectMapper().readTree(ConfigSchema.json());

        for (ConfigKey key : ConfigKeys.ALL) {
            JsonNode at = schema;
            for (String part : key.path().split("\\.", -1)) {
                assertThat(at.path("type").asText()).isEqualTo("object");
                assertThat(at.path("additionalProperties").asBoolean(true)).isFalse();
                at = at.path("properties").path(part);
            }
            assertThat(at.path("description").asText()).as(key.path()).isEqualTo(key.description());
        }
        assertThat(schema.at("/properties/authors/properties/max/default").asInt())
                .isEqualTo(10_000);
        assertThat(schema.at("/properties/log/properties/format/enum/1").asText())
                .isEqualTo("json");
    }

    private static AgentConfig valid(ConfigSources sources) {
        return ConfigReader.read(sources).orElseThrow(problems -> new AssertionError(problems));
    }

    private static String written(Path file, String text) throws IOException {
        if (Boolean.getBoolean("tributary.write")) {
            Files.writeString(file, text);
        }
        return Files.readString(file);
    }
}
