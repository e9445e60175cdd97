package dev.tributary.agent.cli;

import picocli.CommandLine.Command;

/** The group of commands about peers. */
@Command(name = "peers", description = "The peers of a running agent.", synopsisSubcommandLabel = "COMMAND")
final class PeersCommand extends CommandGroup {}
