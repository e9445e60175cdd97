package dev.tributary.agent.cli;

import dev.tributary.api.host.Bundles;
import dev.tributary.api.host.ImportReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes a file of logs in. */
@Command(
        name = "import",
        description = {
            "Takes the events of a file of 'tributary export' or 'tributary backup' in, checked like a peer's.",
            "Taking a file in again is harmless, also after an interruption.",
            "Exit code 1 and a list when events were left out, for example because those before them are in another "
                    + "file that has to come first."
        })
final class ImportCommand implements Callable<Integer> {
    private final CliContext context;

    @Mixin
    private BundleOptions side = new BundleOptions();

    @Mixin
    private FromOption from = new FromOption();

    @Option(names = "--start-there", description = """
            Begin logs where the file begins them, also where that is behind what is here, which is given up then: for\
             the file of an agent that keeps only the newest events (storage.retention).""")
    private boolean startThere;

    ImportCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        ImportReport report;
        try (InputStream in = from.open("Importing");
                BundleSide open = side.toWrite(context)) {
            report = open.take(in, startThere ? Bundles.Gap.START_THERE : Bundles.Gap.LEAVE_OUT);
        } catch (IOException e) {
            throw from.unreadable(e);
        }
        tell(report, side.out());
        return report.refused() == 0 ? ExitCodes.DONE : ExitCodes.FAILED;
    }

    private static void tell(ImportReport report, PrintWriter out) {
        report.problems().forEach(problem -> out.println(sentence(problem)));
        long more = report.problemCount() - report.problems().size();
        if (more > 0) {
            out.println("and " + Amounts.count(more) + " more logs");
        }
        out.println("stored " + Amounts.count(report.stored()) + " events, " + Amounts.count(report.known())
                + " were here already"
                + (report.refused() == 0 ? "" : ", " + Amounts.count(report.refused()) + " were left out"));
    }

    private static String sentence(ImportReport.Problem problem) {
        String author = problem.author().hex();
        return switch (problem.reason()) {
            case GAP ->
                "the log of " + author + " lacks its events from seq " + problem.seq()
                        + " on: import the file that holds them, then this one again; when nobody keeps them any "
                        + "more, --start-there begins the log later.";
            case NOT_ADMITTED ->
                "the author " + author
                        + " is not admitted here (authors.admit, authors.max): nothing of it was stored.";
            case NO_ROOM ->
                "the log of " + author + " has reached its limit here (storage.retention, refuse): nothing from seq "
                        + problem.seq() + " on is taken.";
            case FORKED ->
                "the author " + author + " has signed two histories, which differ from seq " + problem.seq()
                        + " on: its log ends before, and the proof is stored.";
            case FROZEN ->
                "the log of " + author + " was cut by a fork: nothing from seq " + problem.seq() + " on is taken.";
            case MISMATCH ->
                "the log of " + author + " in the file does not fit the one here from seq " + problem.seq() + " on.";
        };
    }
}
