package dev.tributary.agent.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tells what an agent has, for the other side of an air gap. */
@Command(
        name = "heads",
        description = {
            "Prints the newest event of every log of a running agent, as JSON.",
            "Carry it to another box: 'tributary export --heads FILE' there writes just what is missing here."
        })
final class HeadsCommand implements Callable<Integer> {
    private final CliContext context;

    @Mixin
    private ApiOptions api = new ApiOptions();

    HeadsCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        api.out().println(api.client(context).text("/api/v1/heads"));
        return ExitCodes.DONE;
    }
}
