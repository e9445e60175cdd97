package dev.tributary.agent.storage;

import dev.tributary.agent.identity.OwnLogGuard.Claim;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Who says since when that it holds more of the own log, for people. Not safe for use by several threads at once. */
final class ClaimWords {
    private final Clock clock;
    private Optional<Claim> claim = Optional.empty();
    private Instant since = Instant.EPOCH;
    private long own;

    ClaimWords(Clock clock) {
        this.clock = clock;
    }

    /** True once when the one whose word it is has left. {@code ownSeq} is how far the own log is here. */
    boolean look(Optional<Claim> next, long ownSeq) {
        Optional<Claim> before = claim;
        boolean same = next.isPresent() && before.map(Claim::peer).equals(next.map(Claim::peer));
        if (!same) {
            since = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        }
        claim = next;
        own = ownSeq;
        boolean there = before.map(Claim::linked).orElse(true);
        return there && next.filter(now -> !now.linked()).isPresent();
    }

    /** With a blank in front; empty without a claim. */
    String sentence() {
        return claim.map(this::sentence).orElse("");
    }

    private String sentence(Claim said) {
        String what = " Agent " + said.peer().brief() + " says since " + since + " that it holds seq " + said.seq()
                + ", and " + own + " is the last one here";
        return said.linked()
                ? what + "."
                : what + "; it is no longer linked: bring it back, link another agent that has this log, or let "
                        + "'tributary succeed' begin a new log.";
    }
}
