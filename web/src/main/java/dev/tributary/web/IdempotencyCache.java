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
 * <p>Bounded by count and age; beyond the count the oldest finished entry goes. Event loop only.
 */
final class IdempotencyCache {
    /**
     * An answer that is there or on its way.
     *
     * @param fingerprint the hash of the call and its body
     * @param answer what is sent
     * @param nanos when it was asked first
     */
    private record Entry(Bytes fingerprint, Future<Json.Body> answer, long nanos) {}

    private final int limit;
    private final long ageNanos;
    private final LongSupplier nanoTime;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    IdempotencyCache(WebLimits limits, LongSupplier nanoTime) {
        this.limit = limits.idempotencyKeys();
        this.ageNanos = limits.idempotencyAge().toNanos();
        this.nanoTime = nanoTime;
    }

    /**
     * The answer to {@code key}: the one that is known, or what {@code publish} brings.
     *
     * @return empty when the key was used with another body
     * @throws Refused when as many requests are under way as there is room for
     */
    Optional<Future<Json.Body>> answer(String key, Bytes fingerprint, Supplier<Future<Json.Body>> publish) {
        dropOld();
        Entry known = entries.get(key);
        if (known != null) {
            return known.fingerprint().equals(fingerprint) ? Optional.of(known.answer()) : Optional.empty();
        }
        makeRoom();
        Future<Json.Body> answer = publish.get();
        Entry entry = new Entry(fingerprint, answer, nanoTime.getAsLong());
        entries.put(key, entry);
        answer.onFailure(failure -> entries.remove(key, entry));
        return Optional.of(answer);
    }

    int size() {
        return entries.size();
    }

    private void dropOld() {
        long now = nanoTime.getAsLong();
        Iterator<Entry> oldestFirst = entries.values().iterator();
        while (oldestFirst.hasNext()) {
            Entry entry = oldestFirst.next();
            if (now - entry.nanos() < ageNanos) {
                return;
            }
            if (entry.answer().isComplete()) {
                oldestFirst.remove();
            }
        }
    }

    private void makeRoom() {
        if (entries.size() < limit) {
            return;
        }
        Iterator<Entry> oldestFirst = entries.values().iterator();
        while (oldestFirst.hasNext()) {
            if (oldestFirst.next().answer().isComplete()) {
                oldestFirst.remove();
                return;
            }
        }
        throw Problem.of(429, "Too many requests with an Idempotency-Key are under way: send this one again later.")
                .retryAfter(1)
                .refused();
    }
}
