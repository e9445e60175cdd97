package dev.tributary.api.host;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Compiles sources against the API and packs them into a jar. */
final class LibraryJar {
    private final Map<String, String> sources;
    private final Map<String, byte[]> entries = new TreeMap<>();

    private LibraryJar(Map<String, String> sources) {
        this.sources = new HashMap<>(sources);
    }

    /** Class names and their sources. */
    static LibraryJar of(Map<String, String> sources) {
        return new LibraryJar(sources);
    }

    LibraryJar with(String entry, String text) {
        entries.put(entry, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Packs everything that lies where {@code type} comes from. */
    LibraryJar withClassesOf(Class<?> type) throws IOException {
        collect(origin(type));
        return this;
    }

    void write(Path jar) throws IOException {
        if (!sources.isEmpty()) {
            Path classes = Files.createTempDirectory(jar.getParent(), "classes");
            compile(classes);
            collect(classes);
        }
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(new JarEntry(entry.getKey()));
                out.write(entry.getValue());
            }
        }
    }

    private void collect(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.put(folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
    }

    private void compile(Path classes) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        List<JavaFileObject> units = new ArrayList<>();
        sources.forEach((name, text) -> units.add(new Source(name, text)));
        List<String> options = List.of(
                "-d", classes.toString(), "-cp", origin(Agent.class).toString(), "-proc:none", "--release", "17");
        if (!compiler.getTask(messages, null, null, options, null, units).call()) {
            throw new AssertionError("a test's library does not compile: " + messages);
        }
    }

    private static Path origin(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
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
