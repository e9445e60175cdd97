package dev.tributary.agent.metrics;

import dev.tributary.agent.events.Feed;
import dev.tributary.agent.events.LogPublisher;
import dev.tributary.agent.network.Network;
import dev.tributary.agent.replication.Replication;
import dev.tributary.agent.storage.Storage;
import dev.tributary.api.host.Agent;

/**
 * The parts whose figures are shown. Reading them never blocks.
 *
 * @param agent status, peers and plugins
 * @param storage what the store has counted
 * @param network traffic by frame
 * @param replication what sync has counted
 * @param feed listeners
 * @param publisher who waits for peers
 */
public record MetricSources(
        Agent agent, Storage storage, Network network, Replication replication, Feed feed, LogPublisher publisher) {}
