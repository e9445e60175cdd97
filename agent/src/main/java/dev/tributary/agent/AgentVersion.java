package dev.tributary.agent;

import java.util.Optional;

/** The version that the build wrote into the jar's manifest. */
public final class AgentVersion {
    private AgentVersion() {}

    /** Such as {@code 0.1.0}; {@code development} when the classes do not come from a jar. */
    public static String text() {
        return Optional.ofNullable(AgentVersion.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
