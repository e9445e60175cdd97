package dev.tributary.agent.storage;

import dev.tributary.agent.log.FleetRules;
import java.io.IOException;

/** A writer of one agent of a fleet in one thread. */
public final class FleetWriter {
    private FleetWriter() {}

    /** As {@link LogWriter#LogWriter(LogWriter.Parts)}, with rules that the fleet shares. */
    public static LogWriter open(LogWriter.Parts parts, FleetRules rules) throws IOException {
        return new LogWriter(parts, rules.ofAgent(), OwnLog.FREE);
    }
}
