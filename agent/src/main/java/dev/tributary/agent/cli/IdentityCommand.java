package dev.tributary.agent.cli;

import picocli.CommandLine.Command;

/** The group of commands about an agent's key. */
@Command(name = "identity", description = "The key of an agent.", synopsisSubcommandLabel = "COMMAND")
final class IdentityCommand extends CommandGroup {
    /** A planned change of the key. */
    @Command(
            name = "rotate",
            description = {
                "Gives an agent that is not running a new key; the first event of its log is signed by both keys.",
                "Prints one line: author=... predecessor=...; tell the peers the new key."
            })
    static final class Rotate extends SucceedCommand {
        Rotate(CliContext context) {
            super(context, true);
        }
    }
}
