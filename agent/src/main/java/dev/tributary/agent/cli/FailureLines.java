package dev.tributary.agent.cli;

import dev.tributary.api.host.AgentException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.function.BooleanSupplier;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Turns whatever a command throws into a sentence on standard error and an exit code. */
final class FailureLines implements IExecutionExceptionHandler {
    private final BooleanSupplier debug;

    FailureLines(BooleanSupplier debug) {
        this.debug = debug;
    }

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (failure instanceof CommandFailure expected) {
            err.println(
                    expected.exitCode() == ExitCodes.CONFIGURATION
                            ? expected.getMessage()
                            : "tributary: " + expected.getMessage());
        } else if (failure instanceof AgentException) {
            err.println("tributary: " + failure.getMessage());
        } else {
            err.println("tributary: something that should not happen: " + failure
                    + ". Run it again with --debug and report what it says.");
        }
        if (debug.getAsBoolean()) {
            StringWriter trace = new StringWriter();
            trace(failure, trace);
            err.print(trace);
        }
        err.flush();
        return failure instanceof CommandFailure expected ? expected.exitCode() : ExitCodes.FAILED;
    }

    private static void trace(Throwable failure, StringWriter out) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            out.append(at == failure ? "" : "caused by ").append(at.toString()).append(System.lineSeparator());
            for (StackTraceElement element : at.getStackTrace()) {
                out.append("    at ").append(element.toString()).append(System.lineSeparator());
            }
        }
    }
}
