package dev.tributary.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tributary.agent.bundle.About;
import dev.tributary.api.model.AuthorId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes logs to a file. */
@Command(
        name = "export",
        description = {
            "Writes events to a file, to be carried where no link goes: 'tributary import' takes them in there.",
            "Asks the agent of the data directory, or reads the directory itself when no agent runs on it."
        })
final class ExportCommand implements Callable<Integer> {
    private final CliContext context;

    @Mixin
    private BundleOptions side = new BundleOptions();

    @Mixin
    private ToOption to = new ToOption();

    @Option(
            names = "--heads",
            paramLabel = "FILE",
            description = "What the other side has ('tributary heads' there): only what it lacks is written.")
    private @Nullable Path heads;

    @Option(names = "--author", paramLabel = "A", description = "Only this author's log. Can be repeated.")
    private List<String> authors = new ArrayList<>();

    ExportCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        JsonNode has = heads == null ? JsonNodeFactory.instance.objectNode() : HeadsFile.read(heads);
        BundleSide.Wanted wanted = new BundleSide.Wanted(has, keys());
        About about;
        try (BundleSide open = side.toRead(context)) {
            refuseUnknown(wanted.authors(), open);
            about = NewFile.write(to.path(), Map.of(), () -> open.export(wanted));
        }
        side.out().println("wrote " + Amounts.count(about.events()) + " events to " + to.path());
        return ExitCodes.DONE;
    }

    private static void refuseUnknown(Set<AuthorId> wanted, BundleSide side) throws InterruptedException {
        Set<AuthorId> unknown = new TreeSet<>(wanted);
        if (!unknown.isEmpty()) {
            unknown.removeAll(side.authors());
        }
        if (!unknown.isEmpty()) {
            throw CommandFailure.failed("there is no log here of "
                    + unknown.stream().map(AuthorId::hex).collect(Collectors.joining(" and "))
                    + ": nothing was written; 'tributary heads' names the authors whose logs a running agent has.");
        }
    }

    private Set<AuthorId> keys() {
        Set<AuthorId> keys = new TreeSet<>();
        for (String author : authors) {
            try {
                keys.add(AuthorId.ofHex(author));
            } catch (IllegalArgumentException e) {
                throw CommandFailure.usage(
                        "--author wants 64 hexadecimal digits, but got '" + Printable.text(author) + "'.");
            }
        }
        return keys;
    }
}
