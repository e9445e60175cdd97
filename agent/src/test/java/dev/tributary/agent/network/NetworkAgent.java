package dev.tributary.agent.network;

import dev.tributary.agent.Addresses;
import dev.tributary.agent.LocalCodec;
import dev.tributary.agent.identity.Identity;
import dev.tributary.agent.sync.SyncLimits;
import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.agent.sync.SyncMessage.Hello;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.SpaceId;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A network verticle with its own Vert.x, which greets on every link as sync does and records what it is told. */
final class NetworkAgent implements AutoCloseable {
    static final Hello HELLO = hello(1, Frames.SPACE);

    final Vertx vertx = Vertx.vertx(new VertxOptions()
            .setEventLoopPoolSize(2)
            .setWorkerPoolSize(2)
            .setInternalBlockingPoolSize(1)
            .setUseDaemonThread(true)
            .setMaxEventLoopExecuteTime(1)
            .setMaxEventLoopExecuteTimeUnit(TimeUnit.SECONDS)
            .setBlockedThreadCheckInterval(200)
            .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS));
    final Identity identity;
    final List<LinkEvent> events = new CopyOnWriteArrayList<>();
    volatile Consumer<LinkEvent> listener = event -> {};
    volatile Hello hello = HELLO;
    volatile boolean greets = true;
    volatile boolean record = true;
    final NetworkVerticle network;
    private final String deployment;

    NetworkAgent(Identity identity, String listen, LinkLimits limits, NetworkOptions.Peer... peers) {
        this(identity, listen, limits, Metering.NONE, peers);
    }

    NetworkAgent(Identity identity, String listen, LinkLimits limits, Metering metering, NetworkOptions.Peer... peers) {
        this.identity = identity;
        LocalCodec.register(vertx);
        this.network = new NetworkVerticle(new NetworkOptions(
                identity, Frames.SPACE, listen, List.of(peers), limits, SyncLimits.STANDARD, metering));
        vertx.deployVerticle(new Listening(), new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER))
                .await();
        this.deployment = vertx.deployVerticle(network).await();
    }

    NetworkAgent(Identity identity, NetworkOptions.Peer... peers) {
        this(identity, "127.0.0.1:0", LinkLimits.STANDARD, peers);
    }

    static Hello hello(int protocol, SpaceId space) {
        SyncMessage.SpaceOffer offer = new SyncMessage.SpaceOffer(
                space, new SyncMessage.Root(0, Bytes.wrap(new byte[16])), 0, Optional.empty());
        return new Hello(
                protocol,
                protocol,
                "test",
                Bytes.wrap(new byte[16]),
                Set.of(),
                512 * 1024,
                List.of(offer),
                1_700_000_000_000L);
    }

    static Identity identity(int number) {
        byte[] seed = new byte[32];
        seed[0] = (byte) number;
        return Identity.ofSeed(Bytes.wrap(seed));
    }

    static NetworkOptions.Peer awaited(Identity peer) {
        return new NetworkOptions.Peer(peer.author(), Optional.empty());
    }

    static NetworkOptions.Peer at(Identity peer, String address) {
        return new NetworkOptions.Peer(peer.author(), Optional.of(address));
    }

    /** On a worker, so that a test may be slow to listen. */
    private final class Listening extends VerticleBase {
        @Override
        public Future<?> start() {
            Addresses.LINKS.listen(vertx, NetworkAgent.this::told);
            return Future.succeededFuture();
        }
    }

    private void told(LinkEvent event) {
        if (event instanceof LinkEvent.Opened opened && greets) {
            network.send(opened.link(), hello);
        }
        if (record) {
            events.add(event);
        }
        listener.accept(event);
    }

    AuthorId key() {
        return identity.author();
    }

    String address() {
        return network.listenAddress();
    }

    <T extends LinkEvent> List<T> told(Class<T> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    <M extends SyncMessage> List<M> messages(Class<M> kind) {
        return told(LinkEvent.Received.class).stream()
                .map(LinkEvent.Received::message)
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /** The link to {@code peer} that is up and not down; -1 without one. */
    long link(AuthorId peer) {
        List<Long> down =
                told(LinkEvent.Down.class).stream().map(LinkEvent::link).toList();
        return told(LinkEvent.Up.class).stream()
                .filter(up -> up.peer().equals(peer) && !down.contains(up.link()))
                .mapToLong(LinkEvent::link)
                .max()
                .orElse(-1);
    }

    long refused(Refusal refusal) {
        return network.refusals().getOrDefault(refusal, 0L);
    }

    void stop() {
        vertx.undeploy(deployment).await();
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
