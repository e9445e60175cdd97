package dev.tributary.agent.storage;

import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.plugin.PublishException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Drafts that wait for the next commit of a {@link LogWriter}, which numbers them. */
public final class Ticket {
    /** The longest that events wait unsigned, in milliseconds: well before whoever published them gives up. */
    static final long LONGEST_HOLD = 30_000;

    private final List<EventDraft> drafts;
    private final List<StoreRecord.NewState> values;
    private final List<EventRef> refs = new ArrayList<>();
    private boolean committed;
    private @Nullable PublishException refused;
    private long heldSince = Long.MAX_VALUE;

    Ticket(List<EventDraft> drafts, List<StoreRecord.NewState> values) {
        this.drafts = List.copyOf(drafts);
        this.values = List.copyOf(values);
    }

    /** What is set in the same moment in which the events become durable. */
    List<StoreRecord.NewState> values() {
        return values;
    }

    List<EventDraft> drafts() {
        return drafts;
    }

    void number(EventRef ref) {
        refs.add(ref);
    }

    /** Nothing of it was signed, for this reason. */
    void refuse(PublishException reason) {
        refused = reason;
    }

    /** True when it has been held back for so long that its publisher is told to come again. */
    boolean waitedTooLong(long now) {
        if (heldSince > now) {
            heldSince = now;
        }
        boolean tooLong = now - heldSince >= LONGEST_HOLD;
        if (tooLong) {
            refuse(new PublishException(
                    PublishException.Reason.RECOVERING,
                    "This agent still waits for its own log from its peers: try again later."));
        }
        return tooLong;
    }

    /** True when {@link #refs} has an answer. */
    boolean isDone() {
        return committed || refused != null;
    }

    /** The force has succeeded. */
    void commit() {
        committed = true;
    }

    /**
     * The names of the events, in the order of the drafts; only after the commit.
     *
     * @throws PublishException when the log was cut before they were signed
     */
    public List<EventRef> refs() {
        PublishException reason = refused;
        if (reason != null) {
            throw reason;
        }
        if (!committed) {
            throw new IllegalStateException("these events are not committed");
        }
        return List.copyOf(refs);
    }
}
