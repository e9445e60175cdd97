package dev.tributary.agent.sync;

import java.util.Locale;

/** Why nothing moves on a link whose sides differ; the sentence beside it says how many authors or events. */
public enum Stall {
    /** The store takes nothing. */
    STORE,
    /** The peer's authors are not admitted here. */
    NOT_ADMITTED,
    /** Logs have reached the limit of their rule of retention. */
    NO_ROOM,
    /** No peer that was asked keeps the events that come next here. */
    GONE,
    /** No linked peer has the payloads of the events that come next here. */
    NO_PAYLOADS,
    /** The peer offered events and, asked, did not send them. */
    WITHHELD,
    /** The peer offers events and does not send them. */
    NOT_SENT,
    /** The peer asks for events that are no longer kept here. */
    GIVEN_UP,
    /** The peer holds other heads and says nothing. */
    SILENT;

    /** The word of the metric. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
