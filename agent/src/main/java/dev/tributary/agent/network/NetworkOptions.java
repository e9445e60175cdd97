package dev.tributary.agent.network;

import dev.tributary.agent.identity.Identity;
import dev.tributary.agent.sync.SyncLimits;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.SpaceId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the network needs to start.
 *
 * @param identity who this agent is
 * @param space where it takes part: peers in other spaces are no links
 * @param listen where peers are accepted, {@code host:port}; port 0 takes a free one
 * @param peers who may connect from the start
 * @param limits the limits of links
 * @param messages the limits of messages
 * @param metering which links are metered
 */
public record NetworkOptions(
        Identity identity,
        SpaceId space,
        String listen,
        List<Peer> peers,
        LinkLimits limits,
        SyncLimits messages,
        Metering metering) {
    public NetworkOptions {
        Objects.requireNonNull(identity, "identity");
        Objects.requireNonNull(space, "space");
        Objects.requireNonNull(listen, "listen");
        peers = List.copyOf(peers);
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(messages, "messages");
        Objects.requireNonNull(metering, "metering");
    }

    /** With the limits of protocol 1. */
    public NetworkOptions(Identity identity, SpaceId space, String listen, List<Peer> peers, Metering metering) {
        this(identity, space, listen, peers, LinkLimits.STANDARD, SyncLimits.STANDARD, metering);
    }

    /**
     * An agent that may connect.
     *
     * @param key its author key
     * @param address where it is dialled, {@code host:port}; empty when it is only awaited
     */
    public record Peer(AuthorId key, Optional<String> address) {
        public Peer {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(address, "address");
        }
    }
}
