package dev.tributary.agent.storage;

import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.status.LogStatus;

/**
 * The sums of one author's log.
 *
 * @param head the newest event, whether served or not
 * @param position the store's position of that event
 * @param firstSeq the first seq that is retained
 * @param bytes what its runs take on disk
 * @param lastTimestamp the author's clock at the newest event
 * @param startedSeq where the log was begun, since no peer kept what lies below; 0 when it never was
 */
record AuthorLog(AuthorHead head, long position, long firstSeq, long bytes, long lastTimestamp, long startedSeq) {
    /** The same from another seq on, with other sums. */
    AuthorLog from(long first, long size) {
        return new AuthorLog(head, position, first, size, lastTimestamp, startedSeq);
    }

    /** The same from where a record says that it begins. */
    AuthorLog from(PrunedBody begin) {
        long started = begin.started() ? begin.firstSeq() : 0;
        return new AuthorLog(head, position, begin.firstSeq(), bytes, lastTimestamp, started);
    }

    /** Why it begins where it does. */
    LogStatus.Begin begin() {
        if (firstSeq == 1) {
            return LogStatus.Begin.WHOLE;
        }
        return startedSeq == firstSeq ? LogStatus.Begin.STARTED : LogStatus.Begin.PRUNED;
    }
}
