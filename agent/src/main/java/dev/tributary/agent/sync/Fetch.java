package dev.tributary.agent.sync;

import dev.tributary.agent.sync.SyncMessage.Complete;
import dev.tributary.api.model.AuthorId;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One request of ours: what it asked for, what has come, and how many bytes may still be on their way. */
final class Fetch {
    final long link;
    final long id;
    final Set<AuthorId> authors = new LinkedHashSet<>();

    /** The number of events that it asks for. */
    long load;

    /** True when the store refused something of it: what is missing then is not the peer's fault. */
    boolean lossy;

    private final Map<AuthorId, Long> targets = new HashMap<>();

    private long window;
    private final long maxWindow;
    private long granted;
    private long stored;
    private long received;
    private int appends;
    private long progressAt;
    private @Nullable Complete complete;

    Fetch(long link, long id, SyncLimits limits, long now) {
        this.link = link;
        this.id = id;
        this.window = limits.firstCredit();
        this.maxWindow = limits.maxCredit() / limits.fetchesInFlight();
        this.granted = window;
        this.progressAt = now;
    }

    void add(AuthorId author, long target, long events) {
        authors.add(author);
        targets.put(author, target);
        load += events;
    }

    /** The seq up to which the peer had offered the author when it was asked. */
    long target(AuthorId author) {
        return targets.getOrDefault(author, 0L);
    }

    /** The credit that the request carries. */
    long firstCredit() {
        return granted;
    }

    void arrived(long events, long now) {
        received += events;
        appends++;
        progressAt = now;
    }

    /** {@code bytes} are in the store; answers with further credit to grant, 0 for none yet. */
    long stored(long bytes, long now) {
        appends--;
        stored += bytes;
        progressAt = now;
        long outstanding = granted - stored;
        if (complete != null || outstanding > window / 2) {
            return 0;
        }
        window = Math.min(window * 2, maxWindow);
        long more = window - outstanding;
        granted += more;
        return more;
    }

    void completed(Complete message, long now) {
        complete = message;
        progressAt = now;
    }

    /** True when the peer has said that all was sent, and all that came is in the store. */
    boolean done() {
        return complete != null && appends == 0;
    }

    /** True when the peer sent as many events as it says it did. */
    boolean countFits() {
        Complete message = complete;
        return message != null && message.count() == received;
    }

    boolean storing() {
        return appends > 0;
    }

    long progressAt() {
        return progressAt;
    }
}
