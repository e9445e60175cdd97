package dev.tributary.agent.storage;

import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventRef;
import java.util.ArrayList;
import java.util.List;

/** Drafts that wait for the next commit of a {@link LogWriter}, which numbers them. */
public final class Ticket {
    private final List<EventDraft> drafts;
    private final List<EventRef> refs = new ArrayList<>();
    private boolean committed;

    Ticket(List<EventDraft> drafts) {
        this.drafts = List.copyOf(drafts);
    }

    List<EventDraft> drafts() {
        return drafts;
    }

    void number(EventRef ref) {
        refs.add(ref);
    }

    /** The force has succeeded. */
    void commit() {
        committed = true;
    }

    /** The names of the events, in the order of the drafts; only after the commit. */
    public List<EventRef> refs() {
        if (!committed) {
            throw new IllegalStateException("these events are not committed");
        }
        return List.copyOf(refs);
    }
}
