package dev.tributary.agent.log;

import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.SpaceId;
import java.util.List;

/** A run with the hashes of all its events, whose signature is known to be good. */
public final class CheckedRun {
    private final SpaceId space;
    private final Run run;
    private final byte[] hashes;

    CheckedRun(SpaceId space, Run run, byte[] hashes) {
        this.space = space;
        this.run = run;
        this.hashes = hashes;
    }

    public SpaceId space() {
        return space;
    }

    public Run run() {
        return run;
    }

    public AuthorId author() {
        return run.author();
    }

    public int count() {
        return run.count();
    }

    /** The hash of the event with index {@code index}, from 0. */
    public EventHash hash(int index) {
        return new EventHash(
                Bytes.wrap(hashes, index * EventHash.SIZE, EventHash.SIZE).compact());
    }

    /** The author's head once this run is in the log. */
    public AuthorHead head() {
        return new AuthorHead(run.author(), run.lastSeq(), hash(run.count() - 1));
    }

    /** The event with index {@code index}, from 0. */
    public Event event(int index) {
        return events().get(index);
    }

    /** All events. */
    public List<Event> events() {
        return List.of();
    }
}
