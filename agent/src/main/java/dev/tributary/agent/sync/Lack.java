package dev.tributary.agent.sync;

/**
 * What one peer cannot send of one author, as it has told: events that it no longer keeps, or keeps without the
 * payloads that we want. It is believed for a while, each time a longer one: a disk that could not be read for a moment
 * looks the same from here.
 */
final class Lack {
    private static final long FIRST_WAIT = 10_000;
    private static final long LONGER = 4;
    private static final long LONGEST_WAIT = 24 * 60 * 60 * 1_000L;

    private final long since;
    private long offered;
    private long first = 1;
    private long bareFrom;
    private long bareTo;
    private long saidAt = -1;
    private long lasts;
    private long until;
    private boolean confirmed;
    private boolean inVain;

    Lack(long now) {
        since = now;
    }

    /**
     * What a peer says that it cannot send.
     *
     * @param bare true when it holds the events without their payloads
     * @param first the first of them
     * @param last the last of them
     */
    record Word(boolean bare, long first, long last) {
        static Word of(SyncMessage.Gone gone) {
            return new Word(false, 1, gone.firstAvailable() - 1);
        }

        static Word of(SyncMessage.Bare bare) {
            return new Word(true, bare.firstSeq(), bare.lastSeq());
        }
    }

    /** The peer, which offers the log up to {@code seq}, says it; ours ends at {@code own}. */
    void said(Word word, long seq, long own, long now, long patience) {
        offered = Math.max(offered, seq);
        if (word.bare()) {
            bareFrom = word.first();
            bareTo = word.last();
        } else {
            confirmed |= now - since >= patience;
            first = word.last() + 1;
        }
        inVain &= own == saidAt;
        lasts = own == saidAt ? Math.min(lasts * LONGER, LONGEST_WAIT) : FIRST_WAIT;
        until = now + lasts;
        saidAt = own;
    }

    /** True when the peer says what it has said before. */
    boolean says(Word word) {
        return word.bare() ? bareFrom == word.first() && bareTo == word.last() : first > 1 && first == word.last() + 1;
    }

    /** The peer was asked for what it says that it has, and says the same once more. */
    void helpsNot() {
        inVain = true;
    }

    /** True when that was the case lately. */
    boolean helpsNot(long now) {
        return inVain && now < until;
    }

    /** True when the peer cannot go on behind our {@code seq}, as far as we know at {@code now}. */
    boolean holds(long seq, long now) {
        return holds(seq) && now < until;
    }

    /** True when the peer said that it cannot go on behind our {@code seq}. */
    boolean holds(long seq) {
        // What it said when our log ended here, it would say again, wherever the payloads are missing.
        return isBelow(seq) || (seq < bareTo && (seq + 1 >= bareFrom || seq == saidAt));
    }

    /** True when nothing of it lies behind our {@code seq} any more. */
    boolean isPast(long seq) {
        return !isBelow(seq) && seq >= bareTo;
    }

    /** True when the peer keeps nothing of what follows on our {@code seq}: its log begins further on. */
    boolean isBelow(long seq) {
        return seq + 1 < first;
    }

    /** The first seq that the peer keeps. */
    long first() {
        return first;
    }

    /** Where the events end that the peer holds without payloads, those included with which its log begins. */
    long bareTo() {
        return bareTo;
    }

    /** True when even the first event that the peer keeps lacks its payload. */
    boolean beginsBare() {
        return bareFrom <= first && first <= bareTo;
    }

    /** How far the peer offers the log. */
    long offered() {
        return offered;
    }

    /** True when the peer has said again, after a while, that it keeps nothing below. */
    boolean isConfirmed() {
        return confirmed;
    }

    /** When the peer can be asked whether it still says so. */
    long confirmDue(long patience) {
        return since + patience;
    }
}
