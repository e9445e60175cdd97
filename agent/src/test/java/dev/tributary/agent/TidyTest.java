package dev.tributary.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The style that a program can judge: sizes, leftovers, titles, and what lies at the repository's root. */
class TidyTest {

    private static final int FILE_LINES = 500;
    private static final int LINE_LENGTH = 120;
    private static final Set<String> TOP_LEVEL =
            Set.of("pom.xml", "plugin-api", "agent", "web", "config", "README.md", "LICENSE", "NOTICE");

    /** Left by builds and by an agent that was started here; ignored by git. */
    private static final Set<String> LEFT_BY_TOOLS = Set.of("target", "node_modules", "tributary-data");

    private static final Set<String> FOREIGN = Set.of(".git", "target", "node_modules", "vendor", "tributary-data");

    /** Assembled, so that this file does not contain what it looks for. */
    private static final Pattern LEFTOVER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX)\\b");

    private final Path root = repository();
    private final List<Path> files = files(root);

    @Test
    void theTopLevelHoldsOnlyWhatWasAgreed() throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            assertThat(entries.map(entry -> entry.getFileName().toString())
                            .filter(name -> !name.startsWith("."))
                            .filter(name -> !TOP_LEVEL.contains(name) && !LEFT_BY_TOOLS.contains(name)))
                    .as("put new things into the module that they belong to")
                    .isEmpty();
        }
    }

    @Test
    void sourcesHaveUpTo500Lines() {
        assertThat(sources()
                        .filter(file -> lines(file).size() > FILE_LINES)
                        .map(file -> name(file) + ": " + lines(file).size() + " lines"))
                .as("one job a class: split these files")
                .isEmpty();
    }

    @Test
    void linesHaveUpTo120Characters() {
        assertThat(sources().flatMap(file -> hits(file, line -> line.length() > LINE_LENGTH)))
                .as("break these lines")
                .isEmpty();
    }

    @Test
    void nothingIsLeftForLater() {
        assertThat(withEnding("java", "js", "xml", "yaml", "yml")
                        .flatMap(file ->
                                hits(file, line -> LEFTOVER.matcher(line).find())))
                .as("do it now, or file an issue")
                .isEmpty();
    }

    @Test
    void everyPageHasOneTitle() {
        assertThat(withEnding("md").filter(file -> titles(file) != 1).map(file -> name(file) + ": " + titles(file)))
                .as("one page, one question, one line that starts with '# '")
                .isEmpty();
    }

    @Test
    void methodsAreSmall() {
        assertThat(MethodSizes.violations(withEnding("java").toList()).map(this::relative))
                .as("branching in the parent, pure work in helpers; many parameters want to be a record")
                .isEmpty();
    }

    private Stream<Path> sources() {
        return withEnding("java", "js");
    }

    private Stream<Path> withEnding(String... endings) {
        return files.stream()
                .filter(file ->
                        Stream.of(endings).anyMatch(ending -> file.toString().endsWith("." + ending)));
    }

    private Stream<String> hits(Path file, Predicate<String> offends) {
        List<String> lines = lines(file);
        List<String> hits = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (offends.test(lines.get(i))) {
                hits.add(name(file) + ":" + (i + 1));
            }
        }
        return hits.stream();
    }

    /** The lines that start with "# " outside of fenced code. */
    private static long titles(Path page) {
        boolean inCode = false;
        long titles = 0;
        for (String line : lines(page)) {
            if (line.startsWith("```")) {
                inCode = !inCode;
            } else if (!inCode && line.startsWith("# ")) {
                titles++;
            }
        }
        return titles;
    }

    private String name(Path file) {
        return root.relativize(file).toString();
    }

    private String relative(String message) {
        return message.replace(root + "/", "");
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new AssertionError("cannot read " + file, e);
        }
    }

    private static Path repository() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("plugin-api"))) {
            folder = Objects.requireNonNull(folder.getParent(), "the tests must run inside the repository");
        }
        return folder;
    }

    private static List<Path> files(Path root) {
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return FOREIGN.contains(folder.getFileName().toString())
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (attributes.isRegularFile()) {
                        files.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new AssertionError("cannot walk " + root, e);
        }
        return files;
    }
}
