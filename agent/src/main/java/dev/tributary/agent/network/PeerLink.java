package dev.tributary.agent.network;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.status.PeerStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A peer as the network sees it.
 *
 * @param key the peer's author key
 * @param address where it is dialled; empty when it is only awaited
 * @param link the id of its link; empty without one
 * @param direction which side opened the link; empty without one
 * @param since when the link came up; empty without one
 * @param reason why the last link ended or the last attempt failed; empty when there was none
 * @param bytesIn frame bytes received since start
 * @param bytesOut frame bytes sent since start
 * @param roundTripMillis the last measured round trip of its link; negative when unknown
 * @param pause why the terms of its link, be they the peer's, allow none now or only roots; empty when they allow all
 * @param budgetUsed bytes used up of the budget of the day; empty without a budget
 */
public record PeerLink(
        AuthorId key,
        Optional<String> address,
        OptionalLong link,
        Optional<PeerStatus.Direction> direction,
        Optional<Instant> since,
        String reason,
        long bytesIn,
        long bytesOut,
        double roundTripMillis,
        String pause,
        OptionalLong budgetUsed) {}
