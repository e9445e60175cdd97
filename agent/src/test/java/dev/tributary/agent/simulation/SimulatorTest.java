package dev.tributary.agent.simulation;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.tributary.agent.log.FleetRules;
import dev.tributary.agent.storage.FleetWriter;
import dev.tributary.agent.storage.MemoryLogStore;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the command {@code bench simulate} runs. */
class SimulatorTest {
    /** What {@code agent/pom.xml} puts beside the simulator. */
    private static final Set<String> BESIDE =
            Set.of(FleetRules.class.getName(), FleetWriter.class.getName(), MemoryLogStore.class.getName());

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... args) {
        return new Simulator(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .run(List.of(args));
    }

    @Test
    void tellsItsFiguresAndTheSameDigestForTheSameSeeds() {
        assertThat(run("--seeds", "3", "--from", "5", "--story", "quiet")).isZero();
        String first = out.toString(StandardCharsets.UTF_8);
        assertThat(first)
                .matches("simulate seeds=3 broken=0 messages=\\d+ virtual_hours=0\\.2 seconds=\\S+ "
                        + "seeds_per_second=\\S+ virtual_hours_per_second=\\S+ digest=[0-9a-f]{16}\n");
        out.reset();
        assertThat(run("--seeds", "3", "--from", "5", "--story", "QUIET")).isZero();
        assertThat(digest(out.toString(StandardCharsets.UTF_8))).isEqualTo(digest(first));
        out.reset();
        assertThat(run("--seeds", "3", "--from", "6", "--story", "QUIET")).isZero();
        assertThat(digest(out.toString(StandardCharsets.UTF_8))).isNotEqualTo(digest(first));
    }

    private static String digest(String line) {
        return line.substring(line.indexOf("digest="));
    }

    @Test
    void saysHowASeedThatBreaksARuleIsReplayed() {
        PrintStream lines = new PrintStream(out, true, StandardCharsets.UTF_8);
        Campaign campaign = new Campaign(7, 2, List.of(Story.FORKED), Optional.of(Bug.SERVES_QUARANTINED));
        campaign.run(progress -> {});
        assertThat(new Simulator(lines, lines).print(campaign, 1)).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("seed 7 breaks a rule in the story FORKED: ")
                .contains("replay: bin/tributary bench simulate --seeds 1 --from 7 --story FORKED\n");
    }

    @Test
    void wrongUsageIsSaidAndEndsWith2() {
        for (List<String> wrong : List.of(
                List.of("--seeds", "0"),
                List.of("--seeds", "many"),
                List.of("--from", "-1"),
                List.of("--from"),
                List.of("--else", "1"))) {
            assertThat(run(wrong.toArray(String[]::new))).isEqualTo(2);
        }
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("usage: ");
        assertThat(run("--story", "NOBODY_KNOWS")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("no story is called NOBODY_KNOWS; there are [QUIET");
        assertThat(out.size()).isZero();
    }

    /** The distribution has no library of the tests, and of the tests only what the build puts beside the simulator. */
    @Test
    void theSimulatorNeedsNoLibraryOfTheTests() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(location -> location.contains("/test-classes/"))
                .importPackages(
                        "dev.tributary.agent.simulation", "dev.tributary.agent.log", "dev.tributary.agent.storage");
        noClasses()
                .that(DescribedPredicate.describe("are shipped with the simulator", SimulatorTest::shipped))
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.junit..", "org.assertj..", "com.tngtech..")
                        .or(DescribedPredicate.describe("are tests", SimulatorTest::staysBehind)))
                .check(classes);
    }

    private static boolean shipped(JavaClass type) {
        boolean simulation = type.getPackageName().equals(Simulator.class.getPackageName());
        return (simulation && !outermost(type).endsWith("Test")) || BESIDE.contains(outermost(type));
    }

    private static boolean staysBehind(JavaClass type) {
        boolean test = type.getSource()
                .map(source -> source.getUri().toString().contains("/test-classes/"))
                .orElse(false);
        return test && !shipped(type);
    }

    private static String outermost(JavaClass type) {
        return type.getName().replaceFirst("\\$.*", "");
    }
}
