package dev.tributary.agent.cli;

import picocli.CommandLine.Command;

/** The group of commands about configuration. */
@Command(name = "config", description = "Checks and shows configurations.", synopsisSubcommandLabel = "COMMAND")
final class ConfigCommand extends CommandGroup {}
