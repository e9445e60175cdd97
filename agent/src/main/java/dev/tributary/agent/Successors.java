package dev.tributary.agent;

import dev.tributary.agent.log.SuccessorEvent;
import dev.tributary.agent.storage.Committed;
import dev.tributary.agent.storage.Committed.CommittedRun;
import dev.tributary.agent.storage.HeadsView;
import dev.tributary.agent.storage.Storage;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.SpaceId;
import dev.tributary.api.status.SuccessorStatus;
import dev.tributary.api.status.SuccessorStatus.Signature;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which authors go on for which others, as the first events of their logs say. Each is checked when it arrives and kept
 * in the store under {@code successor/<key>}, so that it is known when retention has taken the event; the store also
 * remembers up to which position was looked, for what was stored just before a crash. Safe from any thread.
 */
final class Successors {
    /** The most that are kept. Beyond it one that is verified takes the place of one that is not. */
    static final int MAX = 1_024;

    /** The store remembers that so many arrivals more were looked at. */
    static final int NOTE_EVERY = 65_536;

    /** The most lines about them in the log, so that a flood of authors is no flood of lines. */
    private static final int LINES = 50;

    private static final Logger LOG = LoggerFactory.getLogger(Successors.class);
    private static final String PREFIX = "successor/";
    private static final String LOOKED = "successors";

    private final Storage storage;
    private final SpaceId space;
    private final BiConsumer<SuccessorStatus, Supplier<List<SuccessorStatus>>> listener;
    private final Map<AuthorId, SuccessorStatus> bySuccessor = new TreeMap<>();
    private final AtomicInteger lines = new AtomicInteger();

    /** Up to this position the store remembers that was looked. */
    private long noted;

    /** Up to this position was looked, once {@link #caughtUp}. */
    private long looked;

    private boolean caughtUp;
    private boolean full;

    /** {@code listener} hears of each, and how to get all, on the thread that found it or on that of {@link #begin}. */
    Successors(Storage storage, SpaceId space, BiConsumer<SuccessorStatus, Supplier<List<SuccessorStatus>>> listener) {
        this.storage = storage;
        this.space = space;
        this.listener = listener;
        storage.state(PeerDirectory.OWNER).forEach((key, value) -> {
            if (key.startsWith(PREFIX)) {
                AuthorId author = AuthorId.ofHex(key.substring(PREFIX.length()));
                bySuccessor.put(author, read(author, value.utf8()));
            } else if (key.equals(LOOKED)) {
                String[] words = value.utf8().split(" ", 2);
                // Positions of another store mean nothing here.
                noted = words[0].equals(storeId()) ? Long.parseLong(words[1]) : 0;
            }
        });
    }

    /** Takes a notice of what became durable. */
    void committed(Committed notice) {
        for (CommittedRun run : notice.runs()) {
            if (SuccessorEvent.begins(run.run().run())) {
                look(run.run().event(0));
            }
        }
        lookedUpTo(notice.counter());
        if (isBehind(NOTE_EVERY)) {
            note().onFailure(Successors::complain);
        }
    }

    /**
     * Tells the listener of all that were known, and looks at the logs that grew since the store was last told; call it
     * once {@link #committed} gets all notices.
     */
    Future<Void> begin() {
        all().forEach(known -> listener.accept(known, this::all));
        HeadsView now = storage.heads();
        Promise<Void> looked = Promise.promise();
        lookAtAll(
                now.heads().entrySet().stream()
                        .filter(log -> log.getValue().counter() > noted)
                        .map(Map.Entry::getKey)
                        .iterator(),
                looked);
        return looked.future().onSuccess(done -> caughtUp(now.counter())).onFailure(Successors::complain);
    }

    /** One after the other; a chain of futures would be as deep as there are logs. */
    private void lookAtAll(Iterator<AuthorId> left, Promise<Void> looked) {
        while (left.hasNext()) {
            Future<Void> next = lookAtFirst(left.next());
            if (!next.succeeded()) {
                next.onSuccess(done -> lookAtAll(left, looked)).onFailure(looked::fail);
                return;
            }
        }
        looked.complete();
    }

    /** All, sorted by predecessor. */
    synchronized List<SuccessorStatus> all() {
        return bySuccessor.values().stream()
                .sorted(Comparator.comparing(SuccessorStatus::predecessor).thenComparing(SuccessorStatus::author))
                .toList();
    }

    /** Remembers up to where was looked. */
    Future<Void> close() {
        return isBehind(1) && storage.status().writable() ? note() : Future.succeededFuture();
    }

    private Future<Void> lookAtFirst(AuthorId author) {
        return storage.events(author, 0, 1)
                .onSuccess(
                        first -> first.stream().filter(SuccessorEvent::begins).forEach(this::look))
                .mapEmpty();
    }

    private void look(Event event) {
        SuccessorEvent.of(event)
                .ifPresentOrElse(
                        said -> found(new SuccessorStatus(said.successor(), said.predecessor(), signature(said))),
                        () -> tell(() ->
                                LOG.warn("author {} says that it is a successor and names nobody", event.author())));
    }

    private Signature signature(SuccessorEvent said) {
        if (said.signature().isEmpty()) {
            return Signature.MISSING;
        }
        return said.isVerified(space) ? Signature.VALID : Signature.WRONG;
    }

    private void found(SuccessorStatus said) {
        if (!keep(said)) {
            return;
        }
        String word = said.signature().name().toLowerCase(Locale.ROOT);
        put(PREFIX + said.author().hex(), Optional.of(said.predecessor().hex() + " " + word))
                .onFailure(Successors::complain);
        tell(() -> describe(said));
        listener.accept(said, this::all);
    }

    private void tell(Runnable line) {
        int before = lines.getAndIncrement();
        if (before < LINES) {
            line.run();
        } else if (before == LINES) {
            LOG.warn("more authors say that they go on for others: see the status");
        }
    }

    private static void describe(SuccessorStatus said) {
        switch (said.signature()) {
            case VALID -> LOG.info("author {} goes on for {}, signed by both", said.author(), said.predecessor());
            case MISSING ->
                LOG.warn(
                        "author {} says that it goes on for {}, whose key has not signed that: ask its operator",
                        said.author(),
                        said.predecessor());
            case WRONG ->
                LOG.warn(
                        "author {} says that it goes on for {}, with a signature that is not of that key: it lies",
                        said.author(),
                        said.predecessor());
        }
    }

    /** False when it is known, or there is no room. */
    private synchronized boolean keep(SuccessorStatus said) {
        if (bySuccessor.containsKey(said.author())) {
            return false;
        }
        if (bySuccessor.size() >= MAX) {
            Optional<AuthorId> weak = bySuccessor.values().stream()
                    .filter(other -> said.verified() && !other.verified())
                    .map(SuccessorStatus::author)
                    .findFirst();
            if (!full) {
                full = true;
                LOG.warn("more than {} authors say that they go on for others: not all are shown", MAX);
            }
            if (weak.isEmpty()) {
                return false;
            }
            bySuccessor.remove(weak.get());
            put(PREFIX + weak.get().hex(), Optional.empty()).onFailure(Successors::complain);
        }
        if (said.verified()) {
            bySuccessor.values().stream()
                    .filter(other -> other.verified() && other.predecessor().equals(said.predecessor()))
                    .findFirst()
                    .ifPresent(other -> tell(() -> LOG.warn(
                            "the key of author {} has signed for two successors, {} and {}: ask its operator",
                            said.predecessor(),
                            other.author(),
                            said.author())));
        }
        bySuccessor.put(said.author(), said);
        return true;
    }

    private synchronized void caughtUp(long position) {
        lookedUpTo(position);
        caughtUp = true;
    }

    private synchronized void lookedUpTo(long position) {
        looked = Math.max(looked, position);
    }

    private synchronized boolean isBehind(long events) {
        return caughtUp && looked - noted >= events;
    }

    private Future<Void> note() {
        long position;
        synchronized (this) {
            noted = looked;
            position = noted;
        }
        return put(LOOKED, Optional.of(storeId() + " " + position));
    }

    private Future<Void> put(String key, Optional<String> text) {
        return storage.putState(PeerDirectory.OWNER, key, text.map(Bytes::utf8));
    }

    private String storeId() {
        return storage.heads().storeId().hex();
    }

    private static SuccessorStatus read(AuthorId author, String text) {
        String[] words = text.split(" ", 2);
        return new SuccessorStatus(
                author, AuthorId.ofHex(words[0]), Signature.valueOf(words[1].toUpperCase(Locale.ROOT)));
    }

    private static void complain(Throwable failure) {
        LOG.warn("cannot remember successors: {}", failure.getMessage());
    }
}
