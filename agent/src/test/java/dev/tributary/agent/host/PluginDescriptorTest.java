package dev.tributary.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PluginDescriptorTest {
    private static final String GOOD = "id=door\nclass=a.Door\nversion=1.0-rc1\napi=>=0.1 & <1\n";

    @Test
    void readsAllKeys() throws Exception {
        assertThat(PluginDescriptor.parse(GOOD + "description= Opens – and closes. \nrequires = b, a,,b \n"))
                .isEqualTo(new PluginDescriptor(
                        "door", "a.Door", "1.0-rc1", ">=0.1 & <1", "Opens – and closes.", List.of("b", "a")));
    }

    @Test
    void descriptionAndRequirementsMayBeLeftOut() throws Exception {
        assertThat(PluginDescriptor.parse(GOOD).description()).isEmpty();
        assertThat(PluginDescriptor.parse(GOOD).requires()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "class", "version", "api"})
    void namesTheKeyThatIsMissing(String key) {
        String without = GOOD.replaceFirst("(?m)^" + key + "=.*$", key + "= ");

        assertThatThrownBy(() -> PluginDescriptor.parse(without))
                .isInstanceOf(BadPluginException.class)
                .hasMessage("META-INF/tributary-plugin.properties has no " + key + ": add a line " + key + "=...");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Door", "1st", "a.b", "a/b", "tributary", "-a", "a b", "ä"})
    void refusesIdsThatCouldBeMistaken(String id) {
        assertThatThrownBy(() -> PluginDescriptor.parse(GOOD.replace("door", id)))
                .hasMessageContaining("the id " + id)
                .hasMessageContaining("cannot be used");
    }

    @Test
    void idsHaveUpTo64Characters() throws Exception {
        String longest = "a".repeat(64);

        assertThat(PluginDescriptor.parse(GOOD.replace("door", longest)).id()).isEqualTo(longest);
        assertThatThrownBy(() -> PluginDescriptor.parse(GOOD.replace("door", longest + "a")))
                .hasMessageContaining("up to 63");
    }

    @Test
    void refusesBrokenEscapesAndEndlessValues() {
        assertThatThrownBy(() -> PluginDescriptor.parse("id=\\u00zz")).hasMessageContaining("is not a properties file");
        assertThatThrownBy(() -> PluginDescriptor.parse(GOOD + "version=" + "9".repeat(201)))
                .hasMessageContaining("a version of more than 200 characters");
    }

    @Test
    void readsDescriptorsUpToTheirBound(@TempDir Path folder) throws Exception {
        String padding = "#".repeat(PluginDescriptor.MAX_BYTES - GOOD.length());

        assertThat(PluginDescriptor.read(jar(folder, GOOD + padding)).id()).isEqualTo("door");
        assertThatThrownBy(() -> PluginDescriptor.read(jar(folder, GOOD + padding + "#")))
                .hasMessageContaining("is larger than 16384 bytes");
    }

    @Test
    void jarWithoutDescriptorIsNoPlugin(@TempDir Path folder) throws Exception {
        Path jar = folder.resolve("library.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("a.txt"));
        }

        assertThatThrownBy(() -> PluginDescriptor.read(jar)).hasMessageContaining("so it is not a plugin");
    }

    private static Path jar(Path folder, String text) throws Exception {
        Path jar = Files.createTempFile(folder, "plugin", ".jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry(PluginDescriptor.ENTRY));
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }
}
