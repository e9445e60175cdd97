package dev.tributary.agent.cli;

/** What the shell is told. */
final class ExitCodes {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;

    /** {@code EX_CONFIG} of sysexits.h. Nothing was written. */
    static final int CONFIGURATION = 78;

    private ExitCodes() {}
}
