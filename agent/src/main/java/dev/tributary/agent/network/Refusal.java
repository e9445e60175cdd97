package dev.tributary.agent.network;

import java.util.Locale;

/** Why this agent refused or cut a socket or a link. */
public enum Refusal {
    /** The key is not among the peers. */
    STRANGER,
    /** The handshake failed, or took too long. */
    HANDSHAKE,
    /** Too many handshakes at one time. */
    HALF_OPEN_LIMIT,
    /** Too many sockets from one address. */
    ADDRESS_LIMIT,
    /** Too many links. */
    LINK_LIMIT,
    /** It is kept away for what it did before. */
    PENALTY,
    /** There is another link to the same agent. */
    SECOND_LINK,
    /** Nothing came in time. */
    SILENT,
    /** It broke the rules of the protocol. */
    RULES,
    /** It does not read what it asked for. */
    NOT_READING,
    /** It speaks another protocol, or is in another space. */
    MISMATCH,
    /** The terms of its link allow none at this time of day. */
    RESTING;

    /** The word for metrics, such as {@code half_open_limit}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
