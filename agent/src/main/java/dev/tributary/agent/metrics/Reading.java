package dev.tributary.agent.metrics;

import dev.tributary.agent.identity.OwnLogGuard;
import dev.tributary.agent.network.FrameBytes;
import dev.tributary.agent.network.PeerLink;
import dev.tributary.agent.network.Refusal;
import dev.tributary.agent.replication.SyncCounters;
import dev.tributary.agent.storage.StorageCounters;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.status.AgentStatus;
import dev.tributary.api.status.PeerStatus;
import dev.tributary.api.status.PluginStatus;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** All sources read once, so that the figures of one scrape belong together. */
record Reading(
        AgentStatus status,
        List<PeerStatus> peers,
        List<PluginStatus> plugins,
        int successors,
        SyncCounters sync,
        StorageCounters storage,
        OwnLogGuard.State ownLog,
        Map<String, FrameBytes> frames,
        Map<Refusal, Long> refusals,
        Map<AuthorId, Long> budgets,
        int listeners,
        long listenerFailures,
        List<Long> replicated,
        int waitingForPeers,
        int fullLogs) {
    /** For up to so many peers it is shown how much of the own log they hold. */
    static final int MOST_PEERS = 3;

    static Reading of(MetricSources sources) {
        return new Reading(
                sources.agent().status(),
                sources.agent().peers(),
                sources.agent().plugins(),
                sources.agent().successors().size(),
                sources.replication().counters(),
                sources.storage().counters(),
                sources.storage().ownLog().state(),
                sources.network().frames().stream().collect(Collectors.toMap(FrameBytes::frame, Function.identity())),
                sources.network().refusals(),
                sources.network().peers().stream()
                        .filter(peer -> peer.budgetUsed().isPresent())
                        .collect(Collectors.toMap(
                                PeerLink::key, peer -> peer.budgetUsed().getAsLong())),
                sources.feed().listeners(),
                sources.feed().failures(),
                IntStream.rangeClosed(1, MOST_PEERS)
                        .mapToObj(sources.replication()::heldBy)
                        .toList(),
                sources.publisher().waiting(),
                sources.storage().fullLogs().size());
    }
}
