package dev.tributary.web;

import dev.tributary.api.model.Bytes;
import io.vertx.core.Future;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Remembers what was answered to an {@code Idempotency-Key}, so that a retry does not append twice. Requests that are
 * still under way count too: a retry that overtakes the first attempt waits for its outcome. Only successes stay, as a
 * failed publish wrote nothing. Lives in memory: a restart forgets it.
 *
 * <p>Bounded by count, bytes and age; beyond count or bytes the oldest finished entry goes. Event loop only.
 */
final class IdempotencyCache {
    /** An answer that is there or on its way. */
    private static final class Entry {
        /** The hash of the call and its body. */
        final Bytes fingerprint;

        /** What is sent. */
        final Future<Published> answer;

        /** When it was asked first. */
        final long nanos;

        /** What the answer takes in memory, 0 while it is on its way. */
        int weight;

        Entry(Bytes fingerprint, Future<Published> answer, long nanos) {
            this.fingerprint = fingerprint;
            this.answer = answer;
            this.nanos = nanos;
        }
    }

    private final int limit;
    private final int mostBytes;
    private final long ageNanos;
    private final LongSupplier nanoTime;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private long bytes;

    IdempotencyCache(WebLimits limits, LongSupplier nanoTime) {
        this.limit = limits.idempotencyKeys();
        this.mostBytes = limits.idempotencyBytes();
        this.ageNanos = limits.idempotencyAge().toNanos();
        this.nanoTime = nanoTime;
    }

    /**
     * The answer to {@code key}: the one that is known, or what {@code publish} brings.
     *
     * @return empty when the key was used with another body
     * @throws Refused when as many requests are under way as there is room for
     */
    Optional<Future<Published>> answer(String key, Bytes fingerprint, Supplier<Future<Published>> publish) {
        dropOld();
        Entry known = entries.get(key);
        if (known != null) {
            return known.fingerprint.equals(fingerprint) ? Optional.of(known.answer) : Optional.empty();
        }
        makeRoom();
        Future<Published> answer = publish.get();
        Entry entry = new Entry(fingerprint, answer, nanoTime.getAsLong());
        entries.put(key, entry);
        answer.onSuccess(body -> weigh(key, entry, body)).onFailure(failure -> entries.remove(key, entry));
        return Optional.of(answer);
    }

    int size() {
        return entries.size();
    }

    private void weigh(String key, Entry entry, Published body) {
        if (entries.get(key) == entry) {
            entry.weight = body.weight();
            bytes += entry.weight;
            while (bytes > mostBytes && dropOldestFinished()) {
                // Until there is room, or nothing is left that is finished.
            }
        }
    }

    private void dropOld() {
        long now = nanoTime.getAsLong();
        Iterator<Entry> oldestFirst = entries.values().iterator();
        while (oldestFirst.hasNext()) {
            Entry entry = oldestFirst.next();
            if (now - entry.nanos < ageNanos) {
                return;
            }
            if (entry.answer.isComplete()) {
                oldestFirst.remove();
                bytes -= entry.weight;
            }
        }
    }

    private void makeRoom() {
        if (entries.size() >= limit && !dropOldestFinished()) {
            throw Problem.of(429, "Too many requests with an Idempotency-Key are under way: send this one again later.")
                    .retryAfter(1)
                    .refused();
        }
    }

    private boolean dropOldestFinished() {
        Iterator<Entry> oldestFirst = entries.values().iterator();
        while (oldestFirst.hasNext()) {
            Entry entry = oldestFirst.next();
            if (entry.answer.isComplete()) {
                oldestFirst.remove();
                bytes -= entry.weight;
                return true;
            }
        }
        return false;
    }
}
