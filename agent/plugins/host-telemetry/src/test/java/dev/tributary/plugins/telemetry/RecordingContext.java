package dev.tributary.plugins.telemetry;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.model.SpaceId;
import dev.tributary.api.plugin.Durability;
import dev.tributary.api.plugin.EventPublisher;
import dev.tributary.api.plugin.EventReader;
import dev.tributary.api.plugin.PluginContext;
import dev.tributary.api.plugin.PublishException;
import dev.tributary.api.plugin.Receipt;
import dev.tributary.api.plugin.Registration;
import dev.tributary.api.plugin.Settings;
import dev.tributary.api.plugin.State;
import dev.tributary.api.plugin.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Records what a plugin publishes and fires its timers by hand. */
final class RecordingContext implements PluginContext, EventPublisher, Timers, Settings {
    final List<List<EventDraft>> batches = new ArrayList<>();
    final List<Duration> periods = new ArrayList<>();
    private final List<Task> tasks = new ArrayList<>();
    private final Map<String, String> settings;
    private CompletableFuture<List<EventRef>> answer = CompletableFuture.completedFuture(List.of());

    RecordingContext(Map<String, String> settings) {
        this.settings = settings;
    }

    void fireTimers() throws Exception {
        for (Task task : List.copyOf(tasks)) {
            task.run();
        }
    }

    /** From now on a publish gets no answer. */
    void hold() {
        answer = new CompletableFuture<>();
    }

    /** Refuses what was published since. */
    void refuse() {
        answer.completeExceptionally(new PublishException(PublishException.Reason.BUSY, "not now"));
    }

    @Override
    public CompletionStage<EventRef> publish(EventDraft draft) {
        throw new AssertionError("readings come in batches");
    }

    @Override
    public CompletionStage<List<EventRef>> publishAll(List<EventDraft> drafts) {
        batches.add(drafts);
        return answer;
    }

    @Override
    public CompletionStage<Receipt> publishAll(List<EventDraft> drafts, Durability durability) {
        throw new AssertionError("readings wait for nobody");
    }

    @Override
    public Registration every(Duration period, Task task) {
        return after(period, task);
    }

    @Override
    public Registration after(Duration delay, Task task) {
        periods.add(delay);
        tasks.add(task);
        return () -> tasks.remove(task);
    }

    @Override
    public Set<String> keys() {
        return settings.keySet();
    }

    @Override
    public Optional<String> text(String key) {
        return Optional.ofNullable(settings.get(key));
    }

    /** Milliseconds are enough here. */
    @Override
    public Duration duration(String key, Duration otherwise) {
        return text(key).map(Long::parseLong).map(Duration::ofMillis).orElse(otherwise);
    }

    @Override
    public String pluginId() {
        return "host-telemetry";
    }

    @Override
    public EventPublisher events() {
        return this;
    }

    @Override
    public Timers timers() {
        return this;
    }

    @Override
    public Settings settings() {
        return this;
    }

    @Override
    public System.Logger logger() {
        return System.getLogger("telemetry");
    }

    @Override
    public AuthorId author() {
        throw unused();
    }

    @Override
    public SpaceId space() {
        throw unused();
    }

    @Override
    public EventReader reader() {
        throw unused();
    }

    @Override
    public State state() {
        throw unused();
    }

    private static AssertionError unused() {
        return new AssertionError("telemetry does not need this");
    }
}
