package dev.tributary.agent;

import dev.tributary.agent.bundle.StoreBundles;
import dev.tributary.agent.events.LogPublisher;
import dev.tributary.agent.events.LogReader;
import dev.tributary.agent.host.PluginHost;
import dev.tributary.agent.identity.Identity;
import dev.tributary.agent.metrics.AgentMetrics;
import dev.tributary.agent.network.Network;
import dev.tributary.agent.storage.Storage;
import dev.tributary.api.model.SpaceId;
import dev.tributary.api.status.PluginStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a running agent is made of. */
record Parts(
        Identity identity,
        SpaceId space,
        Storage storage,
        Network network,
        PeerDirectory peers,
        Successors successors,
        LogPublisher publisher,
        LogReader reader,
        StoreBundles bundles,
        AgentMetrics metrics,
        StatusBoard status,
        Later later) {

    /** Parts that start last, since they are given the agent itself. */
    static final class Later {
        private volatile @Nullable PluginHost plugins;
        private volatile @Nullable String web;

        void plugins(PluginHost host) {
            plugins = host;
        }

        void web(String address) {
            web = address;
        }

        List<PluginStatus> plugins() {
            PluginHost host = plugins;
            return host == null ? List.of() : host.statuses();
        }

        Optional<String> webAddress() {
            return Optional.ofNullable(web);
        }
    }
}
