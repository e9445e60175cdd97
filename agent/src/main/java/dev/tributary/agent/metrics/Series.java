package dev.tributary.agent.metrics;

import dev.tributary.agent.identity.OwnLogGuard;
import dev.tributary.agent.network.FrameBytes;
import dev.tributary.agent.network.Refusal;
import dev.tributary.agent.sync.Stall;
import dev.tributary.api.status.PeerStatus;
import dev.tributary.api.status.PluginStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Every name of the agent's own that is read when somebody scrapes. */
final class Series {
    /** The verdicts that count as a rejection; their series exist from the start. */
    private static final List<String> REASONS = List.of(
            "prev_mismatch",
            "forked",
            "invalid_signature",
            "not_canonical",
            "too_large",
            "not_admitted",
            "no_room",
            "frozen");

    private static final List<OwnLogGuard.State> OWN_LOG = List.of(OwnLogGuard.State.values());
    private static final List<PluginStatus.State> NUMBERS = List.of(PluginStatus.State.values());

    private final MeterRegistry registry;
    private final Clock clock;
    private final MetricSources sources;
    private final MultiGauge peerEventsBehind;
    private final MultiGauge peerSecondsBehind;
    private final MultiGauge peerProofAge;
    private final MultiGauge peerPaused;
    private final MultiGauge peerBudgetUsed;
    private final MultiGauge pluginState;
    private final Set<String> frames = new HashSet<>();
    private final Set<String> words = new HashSet<>();
    private final Set<String> plugins = new HashSet<>();
    private volatile Reading reading;

    Series(MeterRegistry registry, Clock clock, MetricSources sources) {
        this.registry = registry;
        this.clock = clock;
        this.sources = sources;
        this.reading = Reading.of(sources);
        store();
        sync();
        copies();
        Stream.of(Refusal.values()).forEach(this::refused);
        REASONS.stream().filter(words::add).forEach(this::rejected);
        peerEventsBehind = each("tributary.peer.events.behind", "Events that the peer has and this agent lacks.");
        peerSecondsBehind =
                each("tributary.peer.seconds.behind", "How long this agent has lacked something that the peer has.");
        peerProofAge = each(
                "tributary.peer.in.sync.proof.age.seconds",
                "Time since both were last proven equal; since the agent's start when they never were.");
        peerPaused = each(
                "tributary.peer.paused", "1 while a metered link is closed or tells only roots by its terms, else 0.");
        peerBudgetUsed = each(
                "tributary.peer.budget.used.bytes",
                "Bytes both ways that a metered link has used up of today's budget.");
        pluginState = each("tributary.plugin.state", "The plugin's state: 0 loaded, 1 started, 2 stopped, 3 failed.");
    }

    /** Reads all sources; series of peers and plugins that are gone go too. */
    void refresh() {
        Reading now = Reading.of(sources);
        reading = now;
        peerEventsBehind.register(peerRows(now, PeerStatus::eventsBehind), true);
        peerSecondsBehind.register(peerRows(now, PeerStatus::secondsBehind), true);
        peerProofAge.register(peerRows(now, peer -> proofAge(now, peer)), true);
        peerPaused.register(peerRows(now, peer -> peer.state() == PeerStatus.State.PAUSED ? 1 : 0), true);
        peerBudgetUsed.register(budgetRows(now), true);
        pluginState.register(
                now.plugins().stream()
                        .map(plugin ->
                                MultiGauge.Row.of(Tags.of("plugin", plugin.id()), NUMBERS.indexOf(plugin.state())))
                        .toList(),
                true);
        now.plugins().stream().map(PluginStatus::id).filter(plugins::add).forEach(this::pluginFailures);
        now.frames().keySet().stream().filter(frames::add).forEach(this::frameBytes);
        now.storage().rejected().keySet().stream().filter(words::add).forEach(this::rejected);
    }

    private void store() {
        gauge(
                "tributary.store.bytes",
                "What the log takes on disk.",
                now -> now.status().storage().bytes());
        gauge(
                "tributary.store.events",
                "Events stored.",
                now -> now.status().storage().events());
        gauge(
                "tributary.store.queued.events",
                "Events that wait for a force.",
                now -> now.status().storage().queued());
        gauge(
                "tributary.store.writable",
                "1 while the log can be written, 0 since a write or force failed.",
                now -> now.status().storage().writable() ? 1 : 0);
        gauge(
                "tributary.own.log.state",
                "Whether this agent signs: 0 it does, 1 it fetches its own log first, 2 it does not.",
                now -> OWN_LOG.indexOf(now.ownLog()));
        gauge(
                "tributary.store.free.bytes",
                "What the disk still takes.",
                now -> now.storage().freeBytes());
        gauge(
                "tributary.authors",
                "Authors with a log here.",
                now -> now.status().authors());
        gauge(
                "tributary.authors.frozen",
                "Authors cut by a proven fork.",
                now -> now.status().frozen());
        gauge("tributary.successors", "Authors that say that they go on for another one.", Reading::successors);
        gauge(
                "tributary.pending.events",
                "Events that wait for their predecessor.",
                now -> now.storage().pendingEvents());
        FunctionTimer.builder(
                        "tributary.fsync",
                        this,
                        me -> me.reading.storage().forces(),
                        me -> me.reading.storage().forceNanos(),
                        TimeUnit.NANOSECONDS)
                .description("Forces of the log to disk.")
                .register(registry);
        counter(
                "tributary.store.consolidations",
                "How often segments were rewritten as one.",
                now -> now.storage().consolidations());
        counter(
                "tributary.store.reclaimed.bytes",
                "What rewriting segments gave back to the disk.",
                now -> now.storage().reclaimedBytes());
        scrub();
        payloads();
        gauge("tributary.listeners", "Listeners that hear of events.", Reading::listeners);
        counter("tributary.listener.failures", "Listeners' calls that threw.", Reading::listenerFailures);
    }

    private void scrub() {
        counter(
                "tributary.store.read.errors",
                "How often the disk refused to read something of the store.",
                now -> now.storage().scrub().readErrors());
        counter(
                "tributary.scrub.bytes",
                "What was read again to find damage.",
                now -> now.storage().scrub().bytes());
        counter(
                "tributary.scrub.passes",
                "How often all segments were read to the end.",
                now -> now.storage().scrub().passes());
        counter(
                "tributary.scrub.damages",
                "Damaged pieces of segments that were found.",
                now -> now.storage().scrub().damages());
        gauge(
                "tributary.scrub.missing.events",
                "Events that belong to a log here and cannot be read.",
                now -> now.storage().scrub().missing());
        counter(
                "tributary.scrub.repaired.events",
                "Events that were fetched again and are back in their place.",
                now -> now.storage().scrub().repaired());
    }

    private void payloads() {
        gauge(
                "tributary.payloads.deleted",
                "Events whose payloads were deleted by name.",
                now -> now.storage().payloads().deleted());
        gauge(
                "tributary.payloads.deleted.bytes",
                "What remembering them takes, at most 2 MiB.",
                now -> now.storage().payloads().bytes());
        counter(
                "tributary.payloads.erased",
                "Payloads that have left the disk.",
                now -> now.storage().payloads().erased());
        gauge(
                "tributary.payloads.waiting.segments",
                "Segments that still hold payloads which have to go.",
                now -> now.storage().payloads().waiting());
    }

    private void sync() {
        gauge(
                "tributary.peers.connected",
                "Links that are up.",
                now -> now.status().peersConnected());
        counter(
                "tributary.sync.events.received",
                "Events that arrived from peers, new ones and duplicates.",
                now -> now.sync().eventsReceived());
        counter(
                "tributary.sync.events.duplicate",
                "Events that arrived from peers and were here already.",
                now -> now.sync().eventsDuplicate());
        gauge(
                "tributary.sync.requests.in.flight",
                "Requests to peers that are not complete.",
                now -> now.sync().requestsInFlight());
        gauge(
                "tributary.sync.long.logs",
                "Logs that are fetched in parts from several peers at once.",
                now -> now.sync().early().logs());
        gauge(
                "tributary.sync.early.events",
                "Events of such logs that came before their turn and wait in memory.",
                now -> now.sync().early().events());
        gauge(
                "tributary.sync.early.bytes",
                "What these take in memory.",
                now -> now.sync().early().bytes());
        gauge(
                "tributary.sync.peer.heads",
                "Authors of whom it is kept in memory what a peer holds, over all links.",
                now -> now.sync().heads());
        List.of(Stall.values()).forEach(this::stalled);
    }

    private void stalled(Stall reason) {
        Gauge.builder(
                        "tributary.sync.stalled",
                        this,
                        me -> me.reading.sync().stalled().getOrDefault(reason, 0L))
                .description("Links over which the sides differ and nothing moves, by reason.")
                .tag("reason", reason.word())
                .register(registry);
    }

    private void frameBytes(String frame) {
        bytes(frame, "in", FrameBytes::received);
        bytes(frame, "out", FrameBytes::sent);
    }

    private void bytes(String frame, String direction, ToDoubleFunction<FrameBytes> side) {
        FunctionCounter.builder("tributary.sync.bytes", this, me -> {
                    FrameBytes bytes = me.reading.frames().get(frame);
                    return bytes == null ? 0 : side.applyAsDouble(bytes);
                })
                .description("Bytes of frames to and from peers, by kind of frame.")
                .tag("direction", direction)
                .tag("frame", frame)
                .register(registry);
    }

    private void copies() {
        IntStream.rangeClosed(1, Reading.MOST_PEERS).forEach(this::replicated);
        gauge(
                "tributary.publish.waiting.for.peers",
                "Calls that publish and wait until peers hold their events.",
                Reading::waitingForPeers);
        gauge(
                "tributary.store.full.logs",
                "Logs that take no new events, since they have reached the limit of a rule that refuses more.",
                Reading::fullLogs);
        waitingLogs();
    }

    private void waitingLogs() {
        gauge(
                "tributary.store.waiting.logs",
                "Logs that are longer than their rule says, since too few peers hold their oldest events.",
                now -> now.storage().waitingLogs());
    }

    private void replicated(int peers) {
        Gauge.builder(
                        "tributary.replicated.events",
                        this,
                        me -> me.reading.replicated().get(peers - 1))
                .description("Own events, from the first on, that at least k peers are known to hold.")
                .tag("k", Integer.toString(peers))
                .register(registry);
    }

    private void rejected(String word) {
        FunctionCounter.builder(
                        "tributary.events.rejected",
                        this,
                        me -> me.reading.storage().rejected().getOrDefault(word, 0L))
                .description("Runs of events that peers offered and the log did not take, by verdict.")
                .tag("reason", word)
                .register(registry);
    }

    private void refused(Refusal refusal) {
        FunctionCounter.builder(
                        "tributary.links.refused",
                        this,
                        me -> me.reading.refusals().getOrDefault(refusal, 0L))
                .description("Sockets and links that this agent refused or cut, by reason.")
                .tag("reason", refusal.word())
                .register(registry);
    }

    private void pluginFailures(String id) {
        FunctionCounter.builder(
                        "tributary.plugin.failures",
                        this,
                        me -> me.reading.plugins().stream()
                                .filter(plugin -> plugin.id().equals(id))
                                .mapToLong(PluginStatus::failures)
                                .sum())
                .description("Calls of a plugin that threw or overran their deadline.")
                .tag("plugin", id)
                .register(registry);
    }

    private double proofAge(Reading now, PeerStatus peer) {
        return Duration.between(peer.lastProof().orElse(now.status().since()), clock.instant())
                        .toMillis()
                / 1000.0;
    }

    private static List<MultiGauge.Row<?>> peerRows(Reading now, ToDoubleFunction<PeerStatus> figure) {
        return now.peers().stream()
                .<MultiGauge.Row<?>>map(
                        peer -> MultiGauge.Row.of(Tags.of("peer", peer.key().hex()), figure.applyAsDouble(peer)))
                .toList();
    }

    private static List<MultiGauge.Row<?>> budgetRows(Reading now) {
        return now.budgets().entrySet().stream()
                .<MultiGauge.Row<?>>map(
                        used -> MultiGauge.Row.of(Tags.of("peer", used.getKey().hex()), used.getValue()))
                .toList();
    }

    private MultiGauge each(String name, String help) {
        return MultiGauge.builder(name).description(help).register(registry);
    }

    private void gauge(String name, String help, ToDoubleFunction<Reading> figure) {
        Gauge.builder(name, this, me -> figure.applyAsDouble(me.reading))
                .description(help)
                .register(registry);
    }

    private void counter(String name, String help, ToDoubleFunction<Reading> figure) {
        FunctionCounter.builder(name, this, me -> figure.applyAsDouble(me.reading))
                .description(help)
                .register(registry);
    }
}
