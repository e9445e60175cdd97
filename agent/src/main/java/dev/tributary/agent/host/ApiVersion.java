package dev.tributary.agent.host;

import org.pf4j.DefaultVersionManager;

/**
 * The version of the plugin API that this agent offers, and the ranges in which a plugin asks for it: {@code ~0.1},
 * {@code >=0.1 & <1}, {@code 0.1.x} or {@code *} (semantic versioning).
 */
final class ApiVersion {
    /** Raised with every change of {@code dev.tributary.api}; a pre-release counts as what it becomes. */
    static final String CURRENT = "0.1.0";

    private static final DefaultVersionManager VERSIONS = new DefaultVersionManager();

    private ApiVersion() {}

    /** Refuses a plugin that was not made for this API. */
    static void check(String range) throws BadPluginException {
        boolean fits;
        try {
            fits = VERSIONS.checkVersionConstraint(CURRENT, range);
        } catch (RuntimeException e) {
            throw new BadPluginException(
                    "the api range " + range + " in its descriptor cannot be understood: write for example ~0.1", e);
        }
        if (!fits) {
            throw new BadPluginException("it needs the plugin API " + range + ", this agent has " + CURRENT
                    + ": install a version of the plugin that was made for it");
        }
    }
}
