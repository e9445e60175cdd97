package dev.tributary.agent.cli;

import dev.tributary.agent.storage.Verify;
import dev.tributary.agent.storage.VerifyReport;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Checks what lies on the disk, without an agent. */
@Command(
        name = "verify",
        description = {
            "Checks every record, hash, chain and signature of a data directory that no agent uses.",
            "Changes nothing. Exit code 1 and a list when anything is wrong."
        })
final class VerifyCommand implements Callable<Integer> {
    private final CliContext context;

    @Mixin
    private DataOption data = new DataOption();

    @Spec
    private @Nullable CommandSpec spec;

    VerifyCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        VerifyReport report;
        try (ByteProgress progress = ByteProgress.onTerminal("Checking")) {
            report = Verify.check(data.directory(context), progress::at);
        }
        report.problems().forEach(problem -> out.println(problem.text()));
        long more = report.problemCount() - report.problems().size();
        if (more > 0) {
            out.println("and " + Amounts.count(more) + " more");
        }
        report.forks()
                .forEach(fork -> out.println("author " + fork.author().hex()
                        + " has signed two histories from seq " + fork.seq()
                        + " on, as the proof here shows: its log ends before"));
        out.println(summary(report));
        out.flush();
        return report.clean() ? ExitCodes.DONE : ExitCodes.FAILED;
    }

    private static String summary(VerifyReport report) {
        String found = Amounts.count(report.events()) + " events of " + Amounts.count(report.authors()) + " authors in "
                + Amounts.bytes(report.bytes()) + " checked: ";
        String tail = report.unacknowledged() == 0
                ? ""
                : "; " + Amounts.bytes(report.unacknowledged())
                        + " behind the last commit were never acknowledged and do not count";
        return found
                + (report.clean()
                        ? "everything is right"
                        : report.problemCount() == 1 ? "1 problem" : Amounts.count(report.problemCount()) + " problems")
                + tail
                + ".";
    }
}
