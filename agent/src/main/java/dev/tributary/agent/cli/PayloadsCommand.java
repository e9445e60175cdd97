package dev.tributary.agent.cli;

import picocli.CommandLine.Command;

/** The group of commands about payloads. */
@Command(
        name = "payloads",
        description = "Deletes payloads of events; the events stay.",
        synopsisSubcommandLabel = "COMMAND")
final class PayloadsCommand extends CommandGroup {}
