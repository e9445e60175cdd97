package dev.tributary.agent.cli;

import java.io.Serial;

/** A command that could not do what it was asked for; the message is for a person. */
final class CommandFailure extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private CommandFailure(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** It failed: exit code 1. */
    static CommandFailure failed(String sentence) {
        return new CommandFailure(ExitCodes.FAILED, sentence);
    }

    /** It was asked for something that does not exist: exit code 2. */
    static CommandFailure usage(String sentence) {
        return new CommandFailure(ExitCodes.USAGE, sentence);
    }

    /** The configuration is wrong: exit code 78, one line a problem. */
    static CommandFailure configuration(String lines) {
        return new CommandFailure(ExitCodes.CONFIGURATION, lines);
    }

    int exitCode() {
        return exitCode;
    }
}
