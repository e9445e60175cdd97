package dev.tributary.api.plugin;

import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventRef;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Publishes into the log of this agent's own author. Safe from any thread; never blocks.
 *
 * @since 0.1
 */
public interface EventPublisher {
    /** The most events that one {@link #publishAll} takes: the size of a full run (PROTOCOL section 6). */
    int MAX_BATCH = 256;

    /**
     * Publishes one event. The stage completes once the event is forced to disk, so a completed stage survives a power
     * cut. It fails with a {@link PublishException} that says why; then nothing was written. Events of one caller
     * thread get their seqs in the order of the calls.
     */
    CompletionStage<EventRef> publish(EventDraft draft);

    /**
     * Publishes 1 to {@link #MAX_BATCH} events next to each other, closed by one signature, all or none. The names come
     * in the order of the drafts.
     */
    CompletionStage<List<EventRef>> publishAll(List<EventDraft> drafts);

    /**
     * As {@link #publishAll(List)}; with peers in {@code durability} the stage completes once so many hold the events,
     * or when the time is up, and says which. It fails only when nothing was written: with {@code BUSY} also when too
     * many calls wait for peers already.
     */
    CompletionStage<Receipt> publishAll(List<EventDraft> drafts, Durability durability);

    /** As {@link #publishAll(List, Durability)} with one event. */
    default CompletionStage<Receipt> publish(EventDraft draft, Durability durability) {
        return publishAll(List.of(draft), durability);
    }
}
