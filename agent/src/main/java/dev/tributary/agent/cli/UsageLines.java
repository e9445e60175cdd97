package dev.tributary.agent.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** A wrong use costs two lines, not a page: what is wrong, and where the page is. */
final class UsageLines implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("tributary: " + sentence(failure, command));
        if (!UnmatchedArgumentException.printSuggestions(failure, err)) {
            err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        }
        err.flush();
        return ExitCodes.USAGE;
    }

    /** What the parser says, without the words of its makers. */
    private static String sentence(ParameterException failure, CommandLine command) {
        boolean group = !command.getSubcommands().isEmpty();
        return String.valueOf(failure.getMessage())
                .replaceFirst("^Error: ", "")
                .replaceFirst(
                        "^Unmatched arguments? .*: ('.*')$",
                        group ? "There is no command $1." : "Unexpected argument $1.")
                .replaceFirst("is not an? (int|long)$", "is not a whole number");
    }
}
