package dev.tributary.agent.logging;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says where log lines go; Logback is set up when the first line is to be written, so a command that logs nothing never
 * loads it. Only the command line calls {@link #toStandardError}, since the process is its own; an agent in a host's
 * class loader of its own calls {@link #toHost}, which changes nothing outside of that loader; an agent on a host's
 * class path calls neither, and the host's logging stays as it is.
 */
public final class LogLines {
    private static @Nullable Target wanted;
    private static boolean asked;

    /**
     * A decision.
     *
     * @param level the least level
     * @param json one JSON object a line
     * @param host true to hand lines to the host's logging
     */
    record Target(String level, boolean json, boolean host) {
        Target {
            Objects.requireNonNull(level, "level");
        }
    }

    private LogLines() {}

    /**
     * Writes lines of {@code level} and above to standard error, with whole stack traces from level debug on.
     *
     * @param level {@code error}, {@code warn}, {@code info}, {@code debug} or {@code trace}
     * @param json one JSON object a line
     */
    public static void toStandardError(String level, boolean json) {
        decide(new Target(level, json, false));
    }

    /** Hands all lines to the host's {@link System.Logger} of the same name. */
    public static void toHost() {
        decide(new Target("debug", false, true));
    }

    private static synchronized void decide(Target target) {
        wanted = target;
        if (asked) {
            LogbackSetup.apply(target);
        }
    }

    /** What was decided, when Logback starts; later decisions are applied at once. */
    static synchronized @Nullable Target firstAsked() {
        asked = true;
        return wanted;
    }
}
