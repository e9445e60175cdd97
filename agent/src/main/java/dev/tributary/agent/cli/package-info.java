/** The command line: one class a command, and what they share. The only place beside the entry point that may exit. */
@NullMarked
package dev.tributary.agent.cli;

import org.jspecify.annotations.NullMarked;
