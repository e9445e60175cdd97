package dev.tributary.agent.cli;

import dev.tributary.agent.identity.FenceFile;
import dev.tributary.agent.storage.OfflineRepair;
import dev.tributary.agent.storage.RepairReport;
import dev.tributary.agent.storage.Verify;
import dev.tributary.agent.storage.VerifyReport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Checks what lies on the disk, without an agent. */
@Command(
        name = "verify",
        description = {
            "Checks every record, hash, chain and signature of a data directory that no agent uses.",
            "Changes nothing unless asked to. Exit code 1 and a list when anything is wrong.",
            "With --repair, does what can be done without peers and names the events that have to come from them; "
                    + "exit code 0 when nothing is wrong or missing then. What still checks is never deleted.",
            "The end of the own log is missed with the help of the fence, which lies outside the data directory."
        })
final class VerifyCommand implements Callable<Integer> {
    private final CliContext context;

    @Mixin
    private DataOption data = new DataOption();

    @Mixin
    private FenceOption fence = new FenceOption();

    @Option(names = "--repair", description = "Mend what can be mended here, and name what only peers still have.")
    private boolean repair;

    @Spec
    private @Nullable CommandSpec spec;

    VerifyCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Path directory = data.directory(context, fence.config());
        VerifyReport report =
                check(directory, Objects.requireNonNull(spec).commandLine().getErr()::println);
        print(report, out);
        boolean clean = report.clean();
        if (repair) {
            FenceOption.Read read = fence.read(context, directory);
            out.println(read.text());
            if (!clean || read.isAheadOf(report)) {
                clean = repair(directory, read.content(), out);
            }
        }
        out.flush();
        return clean ? ExitCodes.DONE : ExitCodes.FAILED;
    }

    private static VerifyReport check(Path directory, Consumer<String> onlyRead) {
        try (ByteProgress progress = ByteProgress.onTerminal("Checking")) {
            return Verify.check(directory, progress::at, onlyRead);
        }
    }

    /** Repairs and checks again; true when nothing is wrong or missing any more. */
    private static boolean repair(Path directory, FenceFile.Content fence, PrintWriter out) {
        RepairReport report;
        try (ByteProgress progress = ByteProgress.onTerminal("Repairing")) {
            report = OfflineRepair.run(directory, fence, progress::at);
        }
        report.done().forEach(what -> out.println("repaired: " + what));
        report.missing()
                .forEach(hole -> out.println("missing: " + Amounts.count(hole.count()) + " events of author "
                        + hole.author().hex() + ", seq " + hole.firstSeq() + " to " + hole.lastSeq()));
        boolean clean = check(directory, onlyRead -> {}).clean();
        out.println(outcome(report.missingEvents(), clean));
        return clean && report.missingEvents() == 0;
    }

    private static String outcome(long missing, boolean clean) {
        if (missing > 0) {
            return Amounts.count(missing) + " events have to come from peers: start the agent, which asks for them. "
                    + "What is damaged stays where it is until then and is not served.";
        }
        return clean
                ? "Everything is right now."
                : "What is still wrong hurts no event that is known here; the agent starts and reads around it.";
    }

    private static void print(VerifyReport report, PrintWriter out) {
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
