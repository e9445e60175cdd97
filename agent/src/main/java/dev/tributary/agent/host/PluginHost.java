package dev.tributary.agent.host;

import dev.tributary.api.status.PluginStatus;
import dev.tributary.api.status.PluginStatus.State;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds, starts, watches and stops the plugins of one agent. Plugins that do not require each other start at the same
 * time, so one that hangs delays only those that require it; they stop in the opposite order.
 *
 * <p>Safe from any thread; nothing here blocks its caller. One daemon thread reads the directory and keeps the
 * deadlines, and each plugin has its own.
 */
public final class PluginHost {
    private static final Logger LOG = LoggerFactory.getLogger(PluginHost.class);

    /** How much later than its deadline a call may be noticed, as a part of the deadline, and at most. */
    private static final long WATCHES_A_DEADLINE = 20;

    private static final long SLOWEST_WATCH_MILLIS = 500;

    private final HostSetup setup;
    private final ScheduledThreadPoolExecutor thread;
    private final CompletableFuture<Void> started = new CompletableFuture<>();
    private final CompletableFuture<Void> stopped = new CompletableFuture<>();

    /** Only touched on this host's thread. */
    private final List<PluginClassLoader> loaders = new ArrayList<>();

    /** Only touched on this host's thread. */
    private boolean begun;

    /** Only touched on this host's thread. */
    private boolean stopping;

    private volatile Map<String, GuardedPlugin> plugins = Map.of();
    private volatile List<PluginStatus> others = List.of();

    /** A host that has done nothing yet. */
    public PluginHost(PluginServices services, PluginOptions options, PluginLimits limits, PluginObserver observer) {
        this.setup = new HostSetup(services, options, limits, observer, System::nanoTime);
        this.thread = new ScheduledThreadPoolExecutor(
                1,
                DaemonThreads.named("plugins", PluginHost.class.getClassLoader()),
                new ThreadPoolExecutor.DiscardPolicy());
        thread.setRemoveOnCancelPolicy(true);
    }

    /** Loads and starts all. Completes, never with a failure, once each has started or failed. */
    public CompletionStage<Void> start() {
        thread.execute(() -> {
            try {
                begin();
            } catch (RuntimeException e) {
                LOG.error("plugins cannot be loaded", e);
                started.complete(null);
            }
        });
        return started.copy();
    }

    /** All plugins in start order, then those that are disabled, then jars that cannot be used. Ids differ. */
    public List<PluginStatus> statuses() {
        return Stream.concat(plugins.values().stream().map(GuardedPlugin::status), others.stream())
                .toList();
    }

    /**
     * Stops all, those that are required last. Completes, never with a failure, once each has ended; what has not
     * within {@code deadline} is left to itself.
     */
    public CompletionStage<Void> stop(Duration deadline) {
        thread.execute(() -> end(deadline));
        return stopped.copy();
    }

    private void begin() {
        if (begun || stopping) {
            return;
        }
        begun = true;
        PluginFolder folder = PluginFolder.scan(setup.options().directory());
        Set<String> disabled = setup.options().disabled();
        SortedMap<String, PluginFolder.Found> found = folder.byId();
        PluginOrder order = PluginOrder.of(folder.descriptors(), disabled);
        warnOfUnknown(found.keySet());

        Map<String, GuardedPlugin> made = new LinkedHashMap<>();
        order.ids().forEach(id -> made.put(id, guarded(found, id)));
        order.refused().keySet().forEach(id -> made.put(id, guarded(found, id)));
        plugins = Collections.unmodifiableMap(made);
        others = Stream.concat(folder.idle(disabled).stream(), folder.refused().stream())
                .toList();
        others.forEach(this::tell);
        order.refused().forEach((id, sentence) -> plugin(id).refuse(sentence));
        watch();
        Map<String, CompletableFuture<State>> starts = new LinkedHashMap<>();
        order.ids().forEach(id -> starts.put(id, startAfterRequired(plugin(id), starts)));
        all(starts.values()).thenRun(() -> started.complete(null));
    }

    private GuardedPlugin guarded(Map<String, PluginFolder.Found> found, String id) {
        PluginFolder.Found one = Objects.requireNonNull(found.get(id), id);
        PluginClassLoader loader = PluginClassLoader.of(id, one.jar());
        loaders.add(loader);
        return new GuardedPlugin(one.descriptor(), loader, PluginFactory.of(one.descriptor(), loader), setup);
    }

    private GuardedPlugin plugin(String id) {
        return Objects.requireNonNull(plugins.get(id), id);
    }

    private static CompletableFuture<State> startAfterRequired(
            GuardedPlugin plugin, Map<String, CompletableFuture<State>> starts) {
        List<CompletableFuture<State>> required = new ArrayList<>();
        plugin.descriptor().requires().forEach(id -> required.add(Objects.requireNonNull(starts.get(id), id)));
        return all(required).toCompletableFuture().thenCompose(done -> {
            if (required.stream().anyMatch(start -> start.join() == State.FAILED)) {
                plugin.refuse("it requires the plugin "
                        + String.join(", ", plugin.descriptor().requires()) + ", which did not start");
            }
            return plugin.start();
        });
    }

    private void watch() {
        if (!plugins.isEmpty()) {
            long period = Math.max(
                    1, Math.min(SLOWEST_WATCH_MILLIS, setup.limits().deadline().toMillis() / WATCHES_A_DEADLINE));
            Future<?> unused = thread.scheduleWithFixedDelay(
                    () -> plugins.values().forEach(GuardedPlugin::check), period, period, TimeUnit.MILLISECONDS);
        }
    }

    private void end(Duration deadline) {
        if (stopping) {
            return;
        }
        stopping = true;
        List<GuardedPlugin> reverse = new ArrayList<>(plugins.values());
        Collections.reverse(reverse);
        Map<String, CompletableFuture<State>> stops = new LinkedHashMap<>();
        reverse.forEach(plugin -> stops.put(plugin.descriptor().id(), stopAfterDependents(plugin, stops)));
        Future<?> unused = thread.schedule(
                () -> reverse.forEach(plugin -> plugin.abandon("did not stop within " + Sentence.of(deadline))),
                deadline.toMillis(),
                TimeUnit.MILLISECONDS);
        all(stops.values()).thenRunAsync(this::close, thread);
    }

    private CompletableFuture<State> stopAfterDependents(
            GuardedPlugin plugin, Map<String, CompletableFuture<State>> stops) {
        String id = plugin.descriptor().id();
        List<CompletableFuture<State>> dependents = new ArrayList<>();
        stops.forEach((other, stop) -> {
            if (plugin(other).descriptor().requires().contains(id)) {
                dependents.add(stop);
            }
        });
        return all(dependents).toCompletableFuture().thenCompose(done -> plugin.stop());
    }

    private void close() {
        plugins.values().forEach(GuardedPlugin::interruptAnswers);
        for (PluginClassLoader loader : loaders) {
            try {
                loader.close();
            } catch (IOException e) {
                LOG.debug("{} cannot be closed", loader.getName(), e);
            }
        }
        thread.shutdownNow();
        started.complete(null);
        stopped.complete(null);
    }

    private void warnOfUnknown(Set<String> found) {
        Set<String> named = new TreeSet<>(setup.options().disabled());
        named.addAll(setup.options().settings().keySet());
        named.removeAll(found);
        named.forEach(id -> LOG.warn(
                "the configuration names the plugin {}, which is not in {}",
                id,
                setup.options().directory()));
    }

    private void tell(PluginStatus status) {
        try {
            setup.observer().changed(status);
        } catch (RuntimeException e) {
            LOG.warn("an observer of plugins failed", e);
        }
    }

    private static CompletionStage<Void> all(Collection<CompletableFuture<State>> futures) {
        return CompletableFuture.allOf(futures.toArray(new CompletableFuture<?>[0]));
    }
}
