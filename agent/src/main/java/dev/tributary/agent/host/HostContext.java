package dev.tributary.agent.host;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.SpaceId;
import dev.tributary.api.plugin.EventPublisher;
import dev.tributary.api.plugin.EventReader;
import dev.tributary.api.plugin.PluginContext;
import dev.tributary.api.plugin.Settings;
import dev.tributary.api.plugin.State;
import dev.tributary.api.plugin.Timers;

/** One plugin's view of the agent. */
final class HostContext implements PluginContext {
    private final String id;
    private final PluginServices services;
    private final PluginGate gate;
    private final HostPublisher publisher;
    private final HostReader reader;
    private final HostTimers timers;
    private final HostState state;
    private final Settings settings;
    private final System.Logger logger;

    HostContext(String id, HostSetup setup, PluginGate gate, PluginThread thread) {
        this.id = id;
        this.services = setup.services();
        this.gate = gate;
        this.publisher = new HostPublisher(services.events(), gate);
        this.reader = new HostReader(services, gate, thread, setup.limits().listeners());
        this.timers = new HostTimers(thread, gate, setup.limits().timers(), setup.nanoTime());
        this.state = new HostState(id, services.states(), gate);
        this.settings = setup.settings(id);
        this.logger = new PluginLogger(id);
    }

    @Override
    public String pluginId() {
        return open(id);
    }

    @Override
    public AuthorId author() {
        return open(services.author());
    }

    @Override
    public SpaceId space() {
        return open(services.space());
    }

    @Override
    public EventPublisher events() {
        return open(publisher);
    }

    @Override
    public EventReader reader() {
        return open(reader);
    }

    @Override
    public Timers timers() {
        return open(timers);
    }

    @Override
    public Settings settings() {
        return open(settings);
    }

    @Override
    public State state() {
        return open(state);
    }

    @Override
    public System.Logger logger() {
        return open(logger);
    }

    /** Ends timers and listeners; everything else still works. */
    void closeCallbacks() {
        timers.closeAll();
        reader.closeAll();
    }

    private <T> T open(T service) {
        gate.requireOpen();
        return service;
    }
}
