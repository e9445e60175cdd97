package dev.tributary.agent.network;

import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.api.host.AgentException;
import dev.tributary.api.model.AuthorId;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The network on one event loop, and its own face: the methods of {@link Network} reach it over the event bus. Deploy
 * it after those who listen to {@link LinkEvent}s.
 *
 * <pre>
 * Listener --\                    /--> LinkEvents on the bus
 *             >-- Links -- Connection
 * Dialler  --/    (one a peer)    \--< NetworkCommands from the bus
 * </pre>
 */
public final class NetworkVerticle extends VerticleBase implements Network {
    private final NetworkOptions options;
    private final HostPort listen;
    private final PeerBook book;
    private final NetworkCounts counts = new NetworkCounts();
    private final PeerStates states;
    private volatile Optional<HostPort> listening = Optional.empty();
    private Optional<Running> running = Optional.empty();

    /** What exists between start and stop. */
    private record Running(Links links, Listener listener, Dialler dialler, long timer) {}

    /** @throws AgentException when the options cannot be meant, with a sentence that says why */
    public NetworkVerticle(NetworkOptions options) {
        this.options = options;
        this.states = new PeerStates(options.metering());
        this.book = new PeerBook(
                options.identity().author(), options.peers(), options.limits().peers());
        try {
            this.listen = HostPort.parse(options.listen());
        } catch (IllegalArgumentException e) {
            throw new AgentException("where to accept peers: " + e.getMessage(), e);
        }
    }

    @Override
    public Future<?> start() {
        LinkLimits limits = options.limits();
        return vertx.executeBlocking(() -> new Tls(options.identity(), book::knows, limits.handshakeMillis()))
                .compose(tls -> start(tls, limits));
    }

    private Future<?> start(Tls tls, LinkLimits limits) {
        RefusalLog refusals = new RefusalLog(counts);
        Links links = new Links(
                vertx,
                new Links.Parts(options.identity().author(), book, states, refusals),
                new Connection.Setting(
                        context,
                        limits,
                        new MessageCodec(options.messages()),
                        options.messages().frameBytes(),
                        options.space(),
                        counts));
        Listener listener = new Listener(vertx, tls, links, limits, refusals);
        links.handshakes(listener::halfOpen);
        Dialler dialler = new Dialler(vertx, tls, book, links, limits);
        NetworkCommand.ADDRESS.answer(vertx, command -> obey(command, links, dialler));
        long timer = vertx.setPeriodic(limits.sweepMillis(), tick -> {
            links.sweep();
            dialler.dialDue();
        });
        running = Optional.of(new Running(links, listener, dialler, timer));
        return listener.listen(listen).onSuccess(address -> {
            listening = Optional.of(address);
            dialler.dialDue();
        });
    }

    private static Future<?> obey(NetworkCommand command, Links links, Dialler dialler) {
        Future<?> done = command.applyTo(links);
        return command instanceof NetworkCommand.Admit ? done.onSuccess(admitted -> dialler.dialDue()) : done;
    }

    @Override
    public Future<?> stop() {
        return running.<Future<?>>map(this::stop).orElseGet(Future::succeededFuture);
    }

    private Future<?> stop(Running parts) {
        long patience = options.limits().stopMillis();
        return parts.links().stop().timeout(patience, TimeUnit.MILLISECONDS).transform(done -> {
            vertx.cancelTimer(parts.timer());
            parts.links().abort();
            List<Future<?>> last = new ArrayList<>(
                    List.of(parts.listener().close(), parts.dialler().close()));
            states.metered().forEach(state -> last.add(state.meter().end()));
            return Future.join(last);
        });
    }

    @Override
    public void send(long link, SyncMessage message) {
        NetworkCommand.ADDRESS.send(vertx, new NetworkCommand.Send(link, message));
    }

    @Override
    public void close(long link, String reason, boolean penalty) {
        NetworkCommand.ADDRESS.send(vertx, new NetworkCommand.Close(link, reason, penalty));
    }

    @Override
    public void pause(long link) {
        NetworkCommand.ADDRESS.send(vertx, new NetworkCommand.Pause(link));
    }

    @Override
    public void resume(long link) {
        NetworkCommand.ADDRESS.send(vertx, new NetworkCommand.Resume(link));
    }

    @Override
    public Future<Void> admit(AuthorId peer, Optional<String> address) {
        return NetworkCommand.ADDRESS
                .ask(vertx, new NetworkCommand.Admit(peer, address))
                .mapEmpty();
    }

    @Override
    public Future<Boolean> forget(AuthorId peer) {
        return NetworkCommand.ADDRESS
                .ask(vertx, new NetworkCommand.Forget(peer))
                .map(Boolean.class::cast);
    }

    @Override
    public List<PeerLink> peers() {
        return states.show(book.all());
    }

    @Override
    public String listenAddress() {
        return listening.orElse(listen).toString();
    }

    @Override
    public List<FrameBytes> frames() {
        return counts.frames();
    }

    @Override
    public Map<Refusal, Long> refusals() {
        return counts.refusals();
    }
}
