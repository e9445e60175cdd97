package dev.tributary.agent.storage;

import dev.tributary.api.model.AuthorHead;

/**
 * The sums of one author's log.
 *
 * @param head the newest event, whether served or not
 * @param position the store's position of that event
 * @param firstSeq the first seq that is retained
 * @param bytes what its runs take on disk
 * @param lastTimestamp the author's clock at the newest event
 */
record AuthorLog(AuthorHead head, long position, long firstSeq, long bytes, long lastTimestamp) {}
