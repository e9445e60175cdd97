package dev.tributary.agent.sync;

import dev.tributary.agent.sync.SyncMessage.Hello;
import dev.tributary.agent.sync.SyncMessage.SpaceOffer;
import dev.tributary.api.model.SpaceId;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether two agents that greet each other have anything to say to each other. Where they have not, neither has broken
 * a rule, and one sentence tells both why. Pure.
 */
public final class Greeting {
    /** The protocol that this agent speaks. */
    static final int PROTOCOL = 1;

    /** The most spaces of a peer that are named. */
    private static final int NAMED = 3;

    private Greeting() {}

    /** Why an agent in {@code space} and the sender of {@code theirs} do not sync; empty when they do. */
    public static Optional<String> mismatch(Hello theirs, SpaceId space) {
        if (theirs.minProtocol() > PROTOCOL || theirs.maxProtocol() < PROTOCOL) {
            String range = theirs.minProtocol() == theirs.maxProtocol() ? "" : " to " + theirs.maxProtocol();
            return Optional.of("the other side speaks protocol " + theirs.minProtocol() + range + ", this agent speaks "
                    + PROTOCOL + ": update one of them");
        }
        if (theirs.spaces().stream().noneMatch(offer -> offer.space().equals(space))) {
            String names = theirs.spaces().stream()
                    .limit(NAMED)
                    .map(SpaceOffer::space)
                    .map(SpaceId::brief)
                    .collect(Collectors.joining(", "));
            return Optional.of("the other side is in " + (names.isEmpty() ? "no space" : "space " + names)
                    + ", this agent in " + space.brief() + ": start both with the same space.id");
        }
        return Optional.empty();
    }
}
