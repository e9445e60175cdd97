package dev.tributary.agent.log;

import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.SpaceId;
import java.util.HashMap;
import java.util.Map;

/**
 * Rules for a fleet in one thread: a signature that one agent has checked is not computed again for the others, which
 * is most of what a simulated second costs.
 */
public final class FleetRules {
    private final SpaceId space;
    private final boolean gullible;
    private final SignatureRule rule = new SignatureRule();
    private final Map<Checked, Boolean> checked = new HashMap<>();

    private record Checked(EventHash hash, Bytes signature) {}

    /** Rules of {@code space}; {@code gullible} ones take every signature for good, to see whether a test notices. */
    public FleetRules(SpaceId space, boolean gullible) {
        this.space = space;
        this.gullible = gullible;
    }

    /** The rules of one agent. */
    public EventRules ofAgent() {
        return new EventRules(space, LogLimits.STANDARD, new SignatureRule() {
            @Override
            boolean covers(CheckedRun run) {
                return gullible || checked.computeIfAbsent(what(run), key -> rule.covers(run));
            }
        });
    }

    /** A run that was just signed is not checked either. */
    public void signed(CheckedRun run) {
        checked.put(what(run), true);
    }

    /** The hash covers the author. */
    private static Checked what(CheckedRun run) {
        return new Checked(run.hash(run.count() - 1), run.run().signature());
    }
}
