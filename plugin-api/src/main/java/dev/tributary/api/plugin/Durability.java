package dev.tributary.api.plugin;

import java.time.Duration;
import java.util.Objects;

/**
 * When a publish is answered: always after the force on this box, and, with peers, once they have told over an
 * authenticated link that they hold the events on theirs.
 *
 * @param peers how many peers, 0 to {@link #MAX_PEERS}
 * @param within how long is waited for them, from the call on; at most {@link #MAX_WITHIN}
 * @since 0.1
 */
public record Durability(int peers, Duration within) {
    /** The most peers that can be asked for. */
    public static final int MAX_PEERS = 256;

    /** The longest wait. */
    public static final Duration MAX_WITHIN = Duration.ofMinutes(10);

    /** On the disk of this box. */
    public static final Durability LOCAL = new Durability(0, Duration.ZERO);

    /** Refuses what is out of bounds with an {@link IllegalArgumentException}. */
    public Durability {
        Objects.requireNonNull(within, "within");
        if (peers < 0 || peers > MAX_PEERS) {
            throw new IllegalArgumentException("events are waited for at 0 to " + MAX_PEERS + " peers, not " + peers);
        }
        if (within.isNegative() || within.compareTo(MAX_WITHIN) > 0) {
            throw new IllegalArgumentException(
                    "peers are waited for at most " + MAX_WITHIN.toSeconds() + " s, not " + within.toSeconds() + " s");
        }
    }

    /** On the disks of this box and of {@code peers} others, for which is waited at most 30 seconds. */
    public static Durability replicated(int peers) {
        return new Durability(peers, Duration.ofSeconds(30));
    }

    /** The same, waiting as long as that. */
    public Durability within(Duration wait) {
        return new Durability(peers, wait);
    }
}
