package dev.tributary.agent.events;

import dev.tributary.agent.storage.HeadsView.CountedHead;
import dev.tributary.agent.storage.Storage;
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
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Reads what is durable, straight from the storage face, and registers listeners with the {@link Feed}. */
public final class LogReader implements EventReader {
    private final Storage storage;
    private final Feed feed;

    public LogReader(Storage storage, Feed feed) {
        this.storage = storage;
        this.feed = feed;
    }

    @Override
    public HeadsSummary heads() {
        return HeadsSummary.of(
                storage.heads().heads().values().stream().map(CountedHead::head).toList());
    }

    @Override
    public Optional<AuthorHead> head(AuthorId author) {
        return storage.head(author);
    }

    @Override
    public CompletionStage<List<Event>> events(AuthorId author, long after, int limit) {
        return storage.events(author, Math.max(0, after), bounded(limit)).toCompletionStage();
    }

    @Override
    public CompletionStage<Optional<Event>> event(EventHash hash) {
        return storage.event(hash).toCompletionStage();
    }

    @Override
    public CompletionStage<List<Event>> causal(Map<AuthorId, Long> after, int limit) {
        return storage.causal(Map.copyOf(after), bounded(limit)).toCompletionStage();
    }

    @Override
    public CompletionStage<List<Arrival>> arrivals(long position, int limit) {
        return storage.arrivals(Math.max(0, position), bounded(limit)).toCompletionStage();
    }

    @Override
    public long position() {
        return storage.heads().counter();
    }

    @Override
    public String storeId() {
        return storage.heads().storeId().hex();
    }

    @Override
    public long deletions() {
        return storage.deletions();
    }

    @Override
    public Registration listen(EventFilter filter, long afterPosition, EventListener listener) {
        return feed.listen(filter, afterPosition, listener);
    }

    private static int bounded(int limit) {
        return Math.max(1, Math.min(limit, MAX_PAGE));
    }
}
