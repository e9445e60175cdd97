package dev.tributary.agent.sync;

import dev.tributary.agent.sync.SyncMessage.AdvertiseChanges;
import dev.tributary.agent.sync.SyncMessage.AdvertiseRanges;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One side of a comparison of heads by ranges of keys, for agents that may differ anywhere: what is equal costs a
 * fingerprint, what differs is looked at more closely (PROTOCOL section 4). Keeps nothing between two messages.
 *
 * <pre>
 * split --parts differ--&gt; split of each part | leaf, where few heads lie | pages, where the other side has nothing
 * leaf  --heads differ--&gt; the heads that the other side lacks; nothing when it lacks none
 * </pre>
 *
 * Every answer is about longer prefixes than what it answers, so an exchange ends after at most 64 rounds.
 */
final class RangeTalk {
    /** Against a leaf with this many heads of ours, pages are cheaper than single heads. */
    private static final int PAGE_FROM = 64;

    private final SyncState state;
    private final long link;
    private final Adverts adverts;
    private List<HeadsRange> answer = new ArrayList<>();
    private List<AuthorHead> lacking = new ArrayList<>();

    RangeTalk(SyncState state, long link, Adverts adverts) {
        this.state = state;
        this.link = link;
        this.adverts = adverts;
    }

    /** Begins a comparison of everything. */
    void start() {
        answer(state.own.ranges().split(KeyPrefix.ALL));
        flush();
    }

    void answer(AdvertiseRanges theirs) {
        for (HeadsRange range : theirs.ranges()) {
            if (range instanceof HeadsRange.Split split) {
                compare(split);
            } else if (range instanceof HeadsRange.Leaf leaf) {
                compare(leaf);
            }
        }
        flush();
    }

    private void compare(HeadsRange.Split theirs) {
        HeadsRange.Split ours = state.own.ranges().split(theirs.prefix());
        for (int way = 0; way < KeyPrefix.WAYS; way++) {
            Bytes theirFingerprint = theirs.fingerprint(way);
            if (!theirFingerprint.equals(ours.fingerprint(way))) {
                differs(theirs.prefix().child(way), theirFingerprint.isEmpty());
            }
        }
    }

    private void differs(KeyPrefix part, boolean theirsIsEmpty) {
        if (state.own.ranges().count(part) <= SyncLimits.HEADS_PER_RANGE) {
            answer(new HeadsRange.Leaf(part, state.own.ranges().heads(part)));
        } else if (theirsIsEmpty) {
            adverts.pages(part);
        } else {
            answer(state.own.ranges().split(part));
        }
    }

    private void compare(HeadsRange.Leaf theirs) {
        if (state.own.ranges().count(theirs.prefix()) >= PAGE_FROM) {
            adverts.pages(theirs.prefix());
            return;
        }
        Map<AuthorId, AuthorHead> known = new HashMap<>();
        theirs.heads().forEach(head -> known.put(head.author(), head));
        for (AuthorHead ours : state.own.ranges().heads(theirs.prefix())) {
            AuthorHead head = known.get(ours.author());
            if (head == null || (ours.seq() >= head.seq() && !ours.equals(head))) {
                lacks(ours);
            }
        }
    }

    private void answer(HeadsRange range) {
        answer.add(range);
        if (answer.size() == state.limits.rangesPerAdvert()) {
            flushRanges();
        }
    }

    private void lacks(AuthorHead head) {
        lacking.add(head);
        if (lacking.size() == state.limits.headsPerPage()) {
            flushHeads();
        }
    }

    private void flush() {
        flushRanges();
        flushHeads();
    }

    private void flushRanges() {
        if (!answer.isEmpty()) {
            state.send(link, new AdvertiseRanges(state.space, answer));
            answer = new ArrayList<>();
        }
    }

    /** Changes since nothing, up to nothing: heads that say nothing of others and move no cursor. */
    private void flushHeads() {
        if (!lacking.isEmpty()) {
            state.send(link, new AdvertiseChanges(state.space, 0, 0, lacking, false));
            lacking = new ArrayList<>();
        }
    }
}
