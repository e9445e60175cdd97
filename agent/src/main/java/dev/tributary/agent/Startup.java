package dev.tributary.agent;

import dev.tributary.agent.bundle.StoreBundles;
import dev.tributary.agent.events.Feed;
import dev.tributary.agent.events.LogPublisher;
import dev.tributary.agent.events.LogReader;
import dev.tributary.agent.host.PluginHost;
import dev.tributary.agent.host.PluginLimits;
import dev.tributary.agent.host.PluginServices;
import dev.tributary.agent.identity.ApiToken;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.metrics.AgentMetrics;
import dev.tributary.agent.metrics.MetricSources;
import dev.tributary.agent.metrics.MetricsVerticle;
import dev.tributary.agent.network.NetworkVerticle;
import dev.tributary.agent.replication.CopyBoard;
import dev.tributary.agent.replication.SyncVerticle;
import dev.tributary.agent.storage.OpenStore;
import dev.tributary.agent.storage.Storage;
import dev.tributary.agent.storage.StorageService;
import dev.tributary.agent.sync.SyncLimits;
import dev.tributary.api.host.AgentException;
import dev.tributary.api.model.SpaceId;
import dev.tributary.config.AgentConfig;
import dev.tributary.web.WebVerticle;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Builds an agent. {@link #build} is the list of its parts in the order in which they start; each one that runs is
 * noted in {@link RunningParts}, which stops them the other way round, after a failure here as after a normal life.
 */
final class Startup {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration BRIEF = Duration.ofSeconds(1);
    private static final Duration PLUGINS = Duration.ofSeconds(2);
    private static final Duration STORE = Duration.ofSeconds(4);

    private final AgentConfig config;
    private final Optional<Path> home;
    private final Clock clock;
    private final RunningParts running = new RunningParts();

    /** {@code clock} is the wall clock of events, budgets and windows. */
    Startup(AgentConfig config, Optional<Path> home, Clock clock) {
        this.config = config;
        this.home = home;
        this.clock = clock;
    }

    TributaryAgent run() {
        try {
            return build();
        } catch (RuntimeException e) {
            running.stop(PATIENCE);
            throw Sentences.of(e);
        }
    }

    private TributaryAgent build() {
        Foundation base = Foundation.lay(config);
        running.add("the lock", () -> Sentences.unchecked(base.lock()::close));
        AgentMetrics metrics = new AgentMetrics(AgentVersion.text(), clock);
        running.add("the metrics", metrics::close);
        Vertx vertx = LocalVertx.create(metrics);
        running.add("Vert.x", BRIEF, vertx::close);

        StartProgress progress = new StartProgress();
        Optional<WebAhead> web = webAhead(vertx, progress);
        CopyBoard copies = new CopyBoard();
        OpenStore open = OpenStore.open(
                base.lock(),
                Settings.storage(config, base, clock, copies),
                progress,
                Optional.of(Settings.fencing(config, base)));
        // The fence remembers it from here on.
        Restored.forget(config.data());
        StorageService store = start("the store", STORE, open, vertx);
        Storage storage = store.storage();
        Feed feed = listeners(storage, vertx);
        deploy("the counters", vertx, new MetricsVerticle(metrics));

        NetworkVerticle network = new NetworkVerticle(Settings.network(config, base, open.space(), storage, clock));
        PeerInterests interests = new PeerInterests(config, base.identity().author(), storage);
        PeerInterests.nameUnknown(config, PeerDirectory.known(config, storage).keySet());
        SyncVerticle.Parts sides = new SyncVerticle.Parts(
                storage, network, base.identity().author(), open.space(), Settings.product(), copies);
        SyncVerticle sync = replication(sides, open, interests);
        deploy("replication", vertx, sync);
        deploy("the network", vertx, network);

        LogPublisher publisher = new LogPublisher(base.identity().author(), storage, sync, metrics::published);
        running.add("publishing", publisher::close);
        LogReader reader = new LogReader(storage, feed);
        PeerDirectory peers = new PeerDirectory(base.identity().author(), storage, network, sync, interests);
        Successors successors = successors(new FollowedPeers(config, peers), storage, open.space(), vertx);
        SpaceName name = new SpaceName(open.space(), storage);
        await(Addresses.COMMITTED.listen(vertx, name::committed).completion());
        name.look();
        StatusBoard status = new StatusBoard(base.identity().author(), name, storage, peers, clock.instant());
        Parts parts = new Parts(
                base.identity(),
                open.space(),
                storage,
                network,
                peers,
                successors,
                publisher,
                reader,
                new StoreBundles(vertx, storage, base.identity().author(), open.space(), clock),
                metrics,
                status,
                new Parts.Later());
        TributaryAgent agent = new TributaryAgent(parts, running);
        metrics.bind(new MetricSources(agent, storage, network, sync, feed, publisher));
        plugins(agent, parts, feed);
        web.ifPresent(ahead -> web(agent, parts, ahead, vertx));
        return agent;
    }

    private Feed listeners(Storage storage, Vertx vertx) {
        Feed feed = new Feed(storage);
        running.add("the listeners", feed::close);
        await(Addresses.COMMITTED.listen(vertx, feed::committed).completion());
        return feed;
    }

    private Successors successors(FollowedPeers followed, Storage storage, SpaceId space, Vertx vertx) {
        Successors successors = new Successors(storage, space, followed::look);
        running.add("successors", BRIEF, successors::close);
        await(Addresses.COMMITTED.listen(vertx, successors::committed).completion());
        successors.begin();
        return successors;
    }

    private SyncVerticle replication(SyncVerticle.Parts sides, OpenStore open, PeerInterests interests) {
        SyncVerticle sync = new SyncVerticle(
                sides, SyncLimits.STANDARD.forAuthors(config.authors().max()), LogLimits.STANDARD);
        open.fence().ifPresent(sync::guards);
        sync.wants(interests.wanted());
        if (interests.mayLackPayloads()) {
            sync.lacksPayloads();
        }
        if (!config.sync().compression()) {
            sync.withoutPacking();
        }
        if (config.sync().startThere()) {
            sync.startsThere();
        }
        return sync;
    }

    private StorageService start(String name, Duration deadline, OpenStore open, Vertx vertx) {
        try {
            StorageService store = await(StorageService.start(vertx, open));
            running.add(name, deadline, store::stop);
            return store;
        } catch (RuntimeException e) {
            Sentences.unchecked(open::close);
            throw e;
        }
    }

    private void plugins(TributaryAgent agent, Parts parts, Feed feed) {
        PluginHost host = new PluginHost(
                new PluginServices(
                        agent.author(),
                        agent.space(),
                        parts.publisher(),
                        parts.reader(),
                        feed::listen,
                        new PluginState(parts.storage())),
                Settings.plugins(config, home),
                PluginLimits.DEFAULT,
                changed -> {});
        parts.later().plugins(host);
        running.add("the plugins", PLUGINS, () -> Future.fromCompletionStage(host.stop(PLUGINS)));
        host.start();
    }

    /** A web face that is up and serves no agent yet. */
    private record WebAhead(WebVerticle verticle, String id) {}

    /** Reading a large store may take a while, and whoever watches over this process should know why. */
    private Optional<WebAhead> webAhead(Vertx vertx, StartProgress progress) {
        if (!config.web().enabled()) {
            return Optional.empty();
        }
        String token = new ApiToken(config.data()).loadOrCreate(new SecureRandom());
        WebVerticle web = new WebVerticle(Settings.web(config.web(), token), progress::text);
        return Optional.of(new WebAhead(web, await(vertx.deployVerticle(web))));
    }

    private void web(TributaryAgent agent, Parts parts, WebAhead ahead, Vertx vertx) {
        running.add("the web", BRIEF, () -> vertx.undeploy(ahead.id()));
        parts.later().web(ahead.verticle().url());
        await(ahead.verticle().serve(agent));
        ApiUrlFile file = new ApiUrlFile(config.data());
        file.write(ahead.verticle().url());
        running.add("the address of the API", file::remove);
    }

    private void deploy(String name, Vertx vertx, Deployable verticle) {
        String id = await(vertx.deployVerticle(verticle));
        running.add(name, BRIEF, () -> vertx.undeploy(id));
    }

    private static <T> T await(Future<T> future) {
        try {
            return Awaited.result(future, PATIENCE);
        } catch (ExecutionException e) {
            throw Sentences.of(e.getCause());
        } catch (TimeoutException e) {
            throw new AgentException("the agent did not start within " + PATIENCE.toSeconds() + " s", e);
        }
    }
}
