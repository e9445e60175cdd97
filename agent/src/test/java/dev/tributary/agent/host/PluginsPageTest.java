package dev.tributary.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.model.EventDraft;
import dev.tributary.api.status.PluginStatus.State;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The example of the page on plugins is compiled, packed and run as it stands there. */
class PluginsPageTest extends HostFixture {
    @Test
    void theExampleOnThePageWorks() throws Exception {
        String page = page();
        Properties descriptor = new Properties();
        descriptor.load(new StringReader(block(page, "properties")));
        String source = block(page, "java");
        PluginJar jar = PluginJar.ofSource(descriptor.getProperty("class"), source);
        descriptor.stringPropertyNames().forEach(key -> jar.with(key, descriptor.getProperty(key)));
        jar.in(folder);
        String id = descriptor.getProperty("id");
        agent.publish(EventDraft.json("door.state", "{\"open\":false}"));

        start(options(Set.of(), Map.of(id, Map.of("interval", "10ms"))));
        awaitType("door.count");

        assertThat(status(id).lastFailure()).isEmpty();
        assertThat(status(id).state()).isEqualTo(State.STARTED);
        assertThat(agent.texts("door.count").get(0)).isEqualTo("{\"reports\":1}");
        assertThat(page).contains("`" + PluginDescriptor.ENTRY + "`");
    }

    private static String block(String page, String language) {
        Matcher matcher =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(page);
        assertThat(matcher.find()).as("a block of " + language).isTrue();
        return matcher.group(1);
    }

    private static String page() throws IOException {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("plugin-api/PLUGINS.md"))) {
            folder = Objects.requireNonNull(folder.getParent(), "the tests must run inside the repository");
        }
        return Files.readString(folder.resolve("plugin-api/PLUGINS.md"));
    }
}
