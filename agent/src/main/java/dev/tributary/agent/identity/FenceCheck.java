package dev.tributary.agent.identity;

import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.SpaceId;
import java.util.Optional;

/**
 * What a store and its fence say about each other when the store is opened. Pure.
 *
 * @param goalSeq how far the own log has to come before anything is signed, 0 when nobody knows
 * @param goalHash the hash there, {@link EventHash#NONE} when unknown
 * @param cause why the own log may lack events, the end of a sentence; empty when it is complete
 * @param setBack true when the order of the store's positions may have been lived before: it needs a new storeId
 * @param warning one sentence for the log, otherwise empty
 */
public record FenceCheck(long goalSeq, EventHash goalHash, String cause, boolean setBack, String warning) {
    private static final FenceCheck COMPLETE = new FenceCheck(0, EventHash.NONE, "", false, "");

    /**
     * A store as it was found, before anything was written to it.
     *
     * @param openings how often it was opened, 0 when it never counted
     * @param head the newest own event
     * @param cut true when a fork has ended the own log there
     * @param lostStore true when the key is older than the store, which was made just now
     * @param restored true when it was made from a backup and no agent has run on it since
     * @param peers whether any peer is configured
     */
    public record Store(
            AuthorId author,
            SpaceId space,
            Bytes storeId,
            long openings,
            Optional<AuthorHead> head,
            boolean cut,
            boolean lostStore,
            boolean restored,
            boolean peers) {
        long seq() {
            return head.map(AuthorHead::seq).orElse(0L);
        }
    }

    /** True when own events may be signed at once. */
    public boolean complete() {
        return cause.isEmpty();
    }

    /** True when the own log is as far as the fence says. */
    public boolean reached(Optional<AuthorHead> head) {
        long seq = head.map(AuthorHead::seq).orElse(0L);
        boolean same = goalHash.equals(EventHash.NONE)
                || head.map(AuthorHead::hash).filter(goalHash::equals).isPresent();
        return seq > goalSeq || (seq == goalSeq && (seq == 0 || same));
    }

    /** Compares the two. A log that a fork has cut signs nothing more, so nothing of it is waited for. */
    public static FenceCheck of(FenceFile.Content fence, Store store) {
        FenceCheck found = compared(fence, store);
        return store.cut() ? new FenceCheck(found.goalSeq(), found.goalHash(), "", found.setBack(), "") : found;
    }

    private static FenceCheck compared(FenceFile.Content fence, Store store) {
        if (fence instanceof FenceFile.Content.Kept kept
                && kept.newest().author().equals(store.author())) {
            return known(kept.newest(), store);
        }
        if (store.restored() && store.seq() > 0) {
            return lacking(0, EventHash.NONE, "it was restored from a backup", true);
        }
        boolean damaged = fence instanceof FenceFile.Content.Damaged;
        if (store.seq() == 0 && !store.lostStore()) {
            return COMPLETE;
        }
        if (store.openings() == 0 && !store.peers()) {
            return new FenceCheck(
                    0,
                    EventHash.NONE,
                    "",
                    false,
                    "There was no fence yet and no peer that could know more: this agent goes on at seq "
                            + (store.seq() + 1) + " of its log.");
        }
        if (store.openings() == 0) {
            return lacking(0, EventHash.NONE, "there was no fence yet", false);
        }
        return lacking(0, EventHash.NONE, damaged ? "the fence file is damaged" : "the fence file is missing", true);
    }

    private static FenceCheck known(FenceRecord fence, Store store) {
        boolean empty = fence.seq() == 0 && store.seq() == 0 && fence.settled();
        boolean otherSpace = !fence.space().equals(store.space());
        if (empty || (otherSpace && store.seq() == 0 && store.openings() == 0)) {
            return COMPLETE;
        }
        long seq = fence.seq();
        if (otherSpace) {
            return lacking(0, EventHash.NONE, "the fence belongs to a log in the space " + fence.space(), true);
        }
        if (store.seq() < seq && !store.cut()) {
            String cause = "its own log ends at " + store.seq() + " and had come to " + seq;
            return lacking(seq, fence.hash(), cause, true);
        }
        if (store.seq() == seq && !store.head().map(AuthorHead::hash).equals(Optional.of(fence.hash()))) {
            return lacking(seq, fence.hash(), "its own log has another event " + seq + " than the fence names", true);
        }
        if (!fence.storeId().equals(store.storeId())) {
            return lacking(seq, fence.hash(), "the store is not the one that the fence belongs to", true);
        }
        if (store.openings() < fence.openings()) {
            return lacking(seq, fence.hash(), "the store is a copy from an earlier time", true);
        }
        if (store.restored()) {
            return lacking(seq, fence.hash(), "it was restored from a backup", true);
        }
        return fence.settled()
                ? COMPLETE
                : lacking(seq, fence.hash(), "it was stopped before its own log was complete", false);
    }

    private static FenceCheck lacking(long seq, EventHash hash, String cause, boolean setBack) {
        return new FenceCheck(seq, hash, cause, setBack, "");
    }
}
