package dev.tributary.agent.host;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;

/**
 * What a plugin says about itself in {@code META-INF/tributary-plugin.properties}. It is read before any class of the
 * plugin is loaded.
 *
 * @param id names the plugin in settings, state, log and metrics: a lower-case letter, then up to 63 lower-case
 *     letters, digits or hyphens
 * @param className the class that implements {@link dev.tributary.api.plugin.Plugin}
 * @param version any text, such as {@code 1.4.2}
 * @param apiRange the versions of the plugin API that it works with; see {@link ApiVersion}
 * @param description one line for people; may be empty
 * @param requires the ids of plugins that must have started before
 */
record PluginDescriptor(
        String id, String className, String version, String apiRange, String description, List<String> requires) {
    /** Where the descriptor lies in the jar. */
    static final String ENTRY = "META-INF/tributary-plugin.properties";

    /** The largest descriptor that is read, in bytes. */
    static final int MAX_BYTES = 16 * 1024;

    private static final int MAX_TEXT = 200;
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    /** The agent keeps its own state under this name. */
    private static final String RESERVED_ID = "tributary";

    PluginDescriptor {
        requires = List.copyOf(requires);
    }

    /** Reads the descriptor of a jar, without loading anything of it. */
    static PluginDescriptor read(Path jar) throws BadPluginException {
        try (JarFile file = new JarFile(jar.toFile())) {
            ZipEntry entry = file.getEntry(ENTRY);
            if (entry == null) {
                throw new BadPluginException(
                        "it has no " + ENTRY + ", so it is not a plugin: add one, or take the file away");
            }
            try (InputStream in = file.getInputStream(entry)) {
                return parse(new String(firstBytes(in), StandardCharsets.UTF_8));
            }
        } catch (NoSuchFileException e) {
            throw new BadPluginException("the file is gone", e);
        } catch (IOException | SecurityException e) {
            throw new BadPluginException("it cannot be read as a jar (" + Sentence.of(e) + "): copy it again", e);
        }
    }

    /** Reads the text of a descriptor. */
    static PluginDescriptor parse(String text) throws BadPluginException {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(text));
        } catch (IOException | IllegalArgumentException e) {
            throw new BadPluginException(ENTRY + " is not a properties file: " + e.getMessage(), e);
        }
        String id = required(properties, "id");
        checkId(id);
        List<String> requires = Arrays.stream(
                        properties.getProperty("requires", "").split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
        return new PluginDescriptor(
                id,
                required(properties, "class"),
                required(properties, "version"),
                required(properties, "api"),
                limited(properties.getProperty("description", "").strip()),
                requires);
    }

    private static void checkId(String id) throws BadPluginException {
        if (!ID.matcher(id).matches() || id.equals(RESERVED_ID)) {
            throw new BadPluginException("the id " + limited(id) + " in " + ENTRY + " cannot be used: take a lower-case"
                    + " letter, then up to 63 lower-case letters, digits or hyphens, but not " + RESERVED_ID);
        }
    }

    private static String required(Properties properties, String key) throws BadPluginException {
        String value =
                Optional.ofNullable(properties.getProperty(key)).orElse("").strip();
        if (value.isEmpty()) {
            throw new BadPluginException(ENTRY + " has no " + key + ": add a line " + key + "=...");
        }
        if (value.length() > MAX_TEXT) {
            throw new BadPluginException(ENTRY + " has a " + key + " of more than " + MAX_TEXT + " characters");
        }
        return value;
    }

    private static String limited(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "...";
    }

    private static byte[] firstBytes(InputStream in) throws IOException, BadPluginException {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw new BadPluginException(ENTRY + " is larger than " + MAX_BYTES + " bytes");
        }
        return bytes;
    }
}
