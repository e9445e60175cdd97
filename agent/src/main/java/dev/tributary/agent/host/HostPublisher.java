package dev.tributary.agent.host;

import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.plugin.Durability;
import dev.tributary.api.plugin.EventPublisher;
import dev.tributary.api.plugin.Receipt;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;

/** The agent's publisher behind a plugin's gate. */
final class HostPublisher implements EventPublisher {
    private final EventPublisher target;
    private final PluginGate gate;

    HostPublisher(EventPublisher target, PluginGate gate) {
        this.target = target;
        this.gate = gate;
    }

    @Override
    public CompletionStage<EventRef> publish(EventDraft draft) {
        Objects.requireNonNull(draft, "draft");
        return gate.publish(1, () -> target.publish(draft));
    }

    /** A batch beyond the maximum is counted as a full one: the agent itself says what is wrong with it. */
    @Override
    public CompletionStage<List<EventRef>> publishAll(List<EventDraft> drafts) {
        List<EventDraft> copy = List.copyOf(drafts);
        return gate.publish(Math.min(copy.size(), MAX_BATCH), () -> target.publishAll(copy));
    }

    /** Events that wait for peers count as long as they wait. */
    @Override
    public CompletionStage<Receipt> publishAll(List<EventDraft> drafts, Durability durability) {
        Objects.requireNonNull(durability, "durability");
        List<EventDraft> copy = List.copyOf(drafts);
        return gate.publish(Math.min(copy.size(), MAX_BATCH), () -> target.publishAll(copy, durability));
    }
}
