package dev.tributary.api.status;

import java.util.Objects;

/**
 * The store of an agent.
 *
 * @param storeId 32 hexadecimal digits, new after every reset or restore
 * @param bytes what the segments take on disk
 * @param events the number of events stored
 * @param position how many events this store ever made durable: the newest arrival's position
 * @param writable false once a write or force has failed
 * @param problem one sentence about why it is not writable, otherwise empty
 * @param queued events that wait to be made durable
 * @since 0.1
 */
public record StorageStatus(
        String storeId, long bytes, long events, long position, boolean writable, String problem, int queued) {
    public StorageStatus {
        Objects.requireNonNull(storeId, "storeId");
        Objects.requireNonNull(problem, "problem");
    }
}
