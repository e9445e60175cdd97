package dev.tributary.agent.bundle;

import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.api.model.Bytes;

/** How many events a run says that it has, for bars that grow; what is no run has none. */
final class RunCount {
    private RunCount() {}

    static int of(Bytes run) {
        return new RunCodec(LogLimits.STANDARD)
                .head(run)
                .map(RunCodec.Head::count)
                .orElse(0);
    }
}
