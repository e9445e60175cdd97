package dev.tributary.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class UsageTest {
    @Test
    void everyCommandExplainsItself() {
        List<CommandLine> commands = new ArrayList<>();
        collect(new Cli().line(), commands);

        assertThat(commands).hasSizeGreaterThanOrEqualTo(20);
        for (CommandLine command : commands) {
            List<String> words = new ArrayList<>(
                    List.of(command.getCommandSpec().qualifiedName().split(" ", -1)));
            words.remove(0);
            words.add("--help");
            Cli.Result result = new Cli().run(words.toArray(String[]::new));

            assertThat(result.exitCode()).as(words.toString()).isZero();
            assertThat(result.out())
                    .contains("Usage: " + command.getCommandSpec().qualifiedName());
            assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty();
        }
    }

    @Test
    void everyLineOfADescriptionIsWholeSentencesSinceTheFirstIsAlsoTheSummary() {
        List<CommandLine> commands = new ArrayList<>();
        collect(new Cli().line(), commands);
        for (CommandLine command : commands) {
            assertThat(command.getCommandSpec().usageMessage().description())
                    .as(command.getCommandSpec().qualifiedName())
                    .allMatch(line -> line.matches("(?s).*(\\.|web=\\.\\.\\.|completion\\))"));
        }
    }

    @Test
    void wrongUseIsToldInPlainWords() {
        assertThat(new Cli().run("publish", "--type", "a").err())
                .startsWith("tributary: Missing required argument")
                .doesNotContain("Error");
        assertThat(new Cli()
                        .run("publish", "--type", "a", "--text", "x", "--replicated", "x")
                        .err())
                .contains("Invalid value for option '--replicated': 'x' is not a whole number");
        assertThat(new Cli().run("log", "--after", "9".repeat(30)).err()).contains("is not a whole number");
        assertThat(new Cli().run("heads", "extra").err()).startsWith("tributary: Unexpected argument 'extra'");
        assertThat(new Cli().run("stauts").err()).startsWith("tributary: There is no command 'stauts'");
        assertThat(new Cli().run("run", "--colour").err()).startsWith("tributary: Unknown option: '--colour'");
    }

    @Test
    void versionIsToldEverywhere() {
        assertThat(new Cli().run("--version").out()).startsWith("tributary ");
        assertThat(new Cli().run("peers", "list", "--version").out()).startsWith("tributary ");
    }

    @Test
    void wrongUseEndsWith2AndTwoLines() {
        for (String[] arguments : new String[][] {
            {},
            {"peers"},
            {"run", "--colour"},
            {"publish", "--type", "a"},
            {"config", "check"},
            {"tail", "--limit", "x"}
        }) {
            Cli.Result result = new Cli().run(arguments);

            assertThat(result.exitCode()).as(List.of(arguments).toString()).isEqualTo(2);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).startsWith("tributary: ");
            assertThat(result.err().lines().count()).isLessThanOrEqualTo(3);
        }
    }

    @Test
    void unknownCommandNamesTheNearest() {
        Cli.Result result = new Cli().run("stauts");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("status");
    }

    @Test
    void payloadsExcludeEachOther() {
        assertThat(new Cli()
                        .run("publish", "--type", "a", "--text", "x", "--json", "1")
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void completionKnowsCommandsAndOptions() {
        assertThat(new Cli().run("completion").out()).contains("peers", "--stdin-lines", "complete ");
    }

    private static void collect(CommandLine command, List<CommandLine> into) {
        into.add(command);
        command.getSubcommands().values().forEach(below -> collect(below, into));
    }
}
