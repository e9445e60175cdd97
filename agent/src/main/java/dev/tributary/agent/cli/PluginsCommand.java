package dev.tributary.agent.cli;

import picocli.CommandLine.Command;

/** The group of commands about plugins. */
@Command(name = "plugins", description = "The plugins of a running agent.", synopsisSubcommandLabel = "COMMAND")
final class PluginsCommand extends CommandGroup {}
