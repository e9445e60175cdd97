package dev.tributary.agent.host;

import dev.tributary.api.plugin.Plugin;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles a plugin's sources and packs them, with a descriptor, into a jar. */
final class PluginJar {
    private static final String IMPORTS = "import dev.tributary.api.model.*; import dev.tributary.api.plugin.*;"
            + " import java.time.*; import java.util.*; import java.util.concurrent.*;";

    private final String id;
    private final Map<String, String> descriptor = new LinkedHashMap<>();
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Set<String> leftOut = new LinkedHashSet<>();

    private PluginJar(String id) {
        this.id = id;
        descriptor.put("id", id);
        descriptor.put("class", "sample.Main");
        descriptor.put("version", "1.0");
        descriptor.put("api", "~0.1");
    }

    /** A plugin whose class, always {@code sample.Main}, has this body. */
    static PluginJar of(String id, String body) {
        return new PluginJar(id).source("sample.Main", IMPORTS + " public class Main implements Plugin {" + body + "}");
    }

    /** A plugin of one whole source file; its descriptor is to be given with {@link #with}. */
    static PluginJar ofSource(String className, String source) {
        PluginJar jar = new PluginJar("page");
        jar.sources.put(className, source);
        return jar;
    }

    /** A plugin whose {@code start} has this body. */
    static PluginJar starting(String id, String statements) {
        return of(id, "public void start(PluginContext context) throws Exception {" + statements + "}");
    }

    /** A further class. */
    PluginJar source(String name, String text) {
        int dot = name.lastIndexOf('.');
        sources.put(name, "package " + name.substring(0, dot) + "; " + text);
        return this;
    }

    /** Compiles against this class and leaves it out of the jar. */
    PluginJar without(String name) {
        leftOut.add(name.replace('.', '/') + ".class");
        return this;
    }

    /** A line of the descriptor. */
    PluginJar with(String key, String value) {
        descriptor.put(key, value);
        return this;
    }

    /** Writes {@code ID.jar}. */
    Path in(Path folder) {
        return as(folder, id + ".jar");
    }

    /** Writes a jar of this name. */
    Path as(Path folder, String name) {
        try {
            Path classes = Files.createTempDirectory(folder, "classes");
            compile(classes);
            Path meta = Files.createDirectories(classes.resolve("META-INF"));
            List<String> lines = new ArrayList<>();
            descriptor.forEach((key, value) -> lines.add(key + "=" + value));
            Files.write(meta.resolve("tributary-plugin.properties"), lines);
            return pack(classes, folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void compile(Path classes) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        List<JavaFileObject> units = new ArrayList<>();
        sources.forEach((name, text) -> units.add(new Source(name, text)));
        List<String> options =
                List.of("-d", classes.toString(), "-cp", apiClasses().toString(), "-proc:none", "--release", "17");
        if (!compiler.getTask(messages, null, null, options, null, units).call()) {
            throw new AssertionError("a test's plugin does not compile: " + messages);
        }
    }

    private static Path apiClasses() {
        try {
            return Path.of(Plugin.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private Path pack(Path classes, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                String name = classes.relativize(file).toString().replace('\\', '/');
                if (!leftOut.contains(name)) {
                    entries.putNextEntry(new JarEntry(name));
                    Files.copy(file, entries);
                    entries.closeEntry();
                }
            }
        }
        return jar;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name.replace('.', '/') + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
