package dev.tributary.agent.storage;

import java.util.List;

/**
 * What was done for a store without asking a peer.
 *
 * @param done what was mended, one clause each
 * @param missing the events that only peers still have, sorted by author and seq, at most {@link Damage#HOLES} ranges
 * @param missingEvents how many these are in all
 */
public record RepairReport(List<String> done, List<Hole> missing, long missingEvents) {
    public RepairReport {
        done = List.copyOf(done);
        missing = List.copyOf(missing);
    }
}
