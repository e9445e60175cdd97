package dev.tributary.agent.events;

/**
 * The bounds of what listeners may hold up.
 *
 * @param listeners the most registrations at one time
 * @param liveEvents the most events that wait in memory for one listener; beyond, they are read from disk
 * @param liveBytes the most encoded bytes that wait in memory for one listener
 * @param page the events that are read from disk at once
 * @param threads the most threads that call listeners without an executor of their own
 */
record EventLimits(int listeners, int liveEvents, int liveBytes, int page, int threads) {
    /** What an agent uses. */
    static final EventLimits STANDARD = new EventLimits(1_024, 2_048, 1024 * 1024, 256, 4);

    EventLimits {
        if (listeners < 1 || liveEvents < 1 || liveBytes < 1 || page < 1 || threads < 1) {
            throw new IllegalArgumentException("every limit of listeners is at least 1");
        }
    }
}
