package dev.tributary.agent.sync;

import dev.tributary.agent.log.Terms;
import dev.tributary.agent.sync.SyncMessage.Complete;
import dev.tributary.api.model.AuthorId;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.OptionalLong;
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

    /** True when it was the only one of its lane when it was made. */
    boolean alone;

    /** True when we said that we want no more of it; what is missing at its end is asked of others. */
    boolean stopped;

    /** The part of a long log that it asks for, instead of authors. */
    private @Nullable LogPart part;

    /** So much of a part may come before anything of it is stored: it waits for its turn. */
    private long early;

    private final Map<AuthorId, Long> targets = new HashMap<>();

    /** Whose runs are taken without payloads. */
    private final Set<AuthorId> bare = new LinkedHashSet<>();

    /** Whose log may begin with what comes, if ours still ends at this seq. */
    private final Map<AuthorId, Long> begins = new HashMap<>();

    private long granted;
    private long stored;
    private long arrivedBytes;
    private long received;
    private int appends;
    private final long askedAt;
    private boolean begun;
    private long progressAt;
    private @Nullable Complete complete;

    Fetch(long link, long id, long credit, long now) {
        this.link = link;
        this.id = id;
        this.granted = credit;
        this.askedAt = now;
        this.progressAt = now;
    }

    void add(AuthorId author, long target, long events) {
        authors.add(author);
        targets.put(author, target);
        load += events;
    }

    /** What comes of the author is taken without payloads, or without its predecessor if ours ends at {@code held}. */
    void exception(AuthorId author, boolean withoutPayloads, OptionalLong held) {
        if (withoutPayloads) {
            bare.add(author);
        }
        if (held.isPresent()) {
            begins.put(author, held.getAsLong());
        }
    }

    /** On which terms what comes is taken. */
    Terms terms(boolean payloads) {
        return bare.isEmpty() && begins.isEmpty() ? Terms.of(payloads) : new Terms(payloads, bare, begins);
    }

    void ask(LogPart asked, long mostEarly) {
        part = asked;
        early = mostEarly;
        granted = Math.min(granted, mostEarly);
        load = asked.until - asked.after;
    }

    @Nullable
    LogPart part() {
        return part;
    }

    /** What it still brings is like anything else that comes. */
    void letGo() {
        part = null;
    }

    /** True while this is the request that covers the author. */
    boolean brings(Want want) {
        LogPart asked = part;
        return asked == null ? want.fetch == this : asked.log == want.log;
    }

    /** The seq up to which the peer had offered the author when it was asked. */
    long target(AuthorId author) {
        return targets.getOrDefault(author, 0L);
    }

    /** The credit that the request carries. */
    long firstCredit() {
        return granted;
    }

    void arrived(long events, long bytes, long now) {
        received += events;
        arrivedBytes += bytes;
        progressAt = now;
    }

    boolean begun() {
        return begun;
    }

    /** The first byte came; answers with how long it took. */
    long begin(long now) {
        begun = true;
        return now - askedAt;
    }

    /** Some of it is on its way into the store. */
    void appending() {
        appends++;
    }

    void stored(long bytes, long now) {
        appends--;
        stored += bytes;
        progressAt = now;
    }

    /**
     * Grants up to {@code share} when half of it is used up; answers with what is new, 0 for nothing. A run may have
     * taken more than was left: the peer still counts that, so it is granted as well.
     */
    long more(long share) {
        if (complete != null || outstanding() > share / 2) {
            return 0;
        }
        long more = share + used() - granted;
        if (granted < early) {
            more = Math.min(more, early - granted);
        }
        granted += more;
        return more;
    }

    /** Bytes that may still come, or are on their way into the store. */
    long outstanding() {
        return complete == null ? Math.max(0, granted - used()) : 0;
    }

    private long used() {
        return granted < early ? arrivedBytes : stored;
    }

    /** Events that have not come yet. */
    long left() {
        return complete == null ? Math.max(0, load - received) : 0;
    }

    long received() {
        return received;
    }

    void completed(Complete message, long now) {
        complete = message;
        progressAt = now;
    }

    boolean isCompleted() {
        return complete != null;
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

    /** True when it is we who hold it up: the store is at work, or the peer has no credit left. */
    boolean waits() {
        return appends > 0 || arrivedBytes >= granted;
    }

    long progressAt() {
        return progressAt;
    }
}
