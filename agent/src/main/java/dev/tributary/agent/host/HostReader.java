package dev.tributary.agent.host;

import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.HeadsSummary;
import dev.tributary.api.plugin.Arrival;
import dev.tributary.api.plugin.EventFilter;
import dev.tributary.api.plugin.EventListener;
import dev.tributary.api.plugin.EventReader;
import dev.tributary.api.plugin.Registration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** The agent's reader behind a plugin's gate; its listeners are called on the plugin's thread. */
final class HostReader implements EventReader {
    private final PluginServices services;
    private final EventReader target;
    private final PluginGate gate;
    private final PluginThread thread;
    private final int mostListeners;
    private final Set<Registration> registrations = ConcurrentHashMap.newKeySet();

    HostReader(PluginServices services, PluginGate gate, PluginThread thread, int mostListeners) {
        this.services = services;
        this.target = services.reader();
        this.gate = gate;
        this.thread = thread;
        this.mostListeners = mostListeners;
    }

    @Override
    public HeadsSummary heads() {
        gate.requireOpen();
        return target.heads();
    }

    @Override
    public Optional<AuthorHead> head(AuthorId author) {
        gate.requireOpen();
        return target.head(author);
    }

    @Override
    public CompletionStage<List<Event>> events(AuthorId author, long after, int limit) {
        return gate.call(() -> target.events(author, after, limit));
    }

    @Override
    public CompletionStage<Optional<Event>> event(EventHash hash) {
        return gate.call(() -> target.event(hash));
    }

    @Override
    public CompletionStage<List<Event>> causal(Map<AuthorId, Long> after, int limit) {
        return gate.call(() -> target.causal(after, limit));
    }

    @Override
    public CompletionStage<List<Arrival>> arrivals(long position, int limit) {
        return gate.call(() -> target.arrivals(position, limit));
    }

    @Override
    public long position() {
        gate.requireOpen();
        return target.position();
    }

    @Override
    public String storeId() {
        gate.requireOpen();
        return target.storeId();
    }

    @Override
    public long deletions() {
        gate.requireOpen();
        return target.deletions();
    }

    @Override
    public synchronized Registration listen(EventFilter filter, long afterPosition, EventListener listener) {
        gate.requireOpen();
        Objects.requireNonNull(filter, "filter");
        Objects.requireNonNull(listener, "listener");
        if (afterPosition < 0) {
            throw new IllegalArgumentException("positions are 0 or more, this is " + afterPosition);
        }
        if (registrations.size() >= mostListeners) {
            throw new IllegalStateException("the plugin has " + mostListeners + " listeners already: close some first");
        }
        Registration below = services.feed()
                .listen(
                        filter,
                        afterPosition,
                        thread,
                        arrival -> thread.call("listener", () -> listener.onEvent(arrival)));
        registrations.add(below);
        return () -> {
            below.close();
            registrations.remove(below);
        };
    }

    /** Ends all listeners; a call that runs may still finish. */
    synchronized void closeAll() {
        registrations.forEach(Registration::close);
        registrations.clear();
    }
}
