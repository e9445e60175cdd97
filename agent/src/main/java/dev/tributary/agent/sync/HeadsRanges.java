package dev.tributary.agent.sync;

import dev.tributary.agent.sync.SyncMessage.Root;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * Heads sorted by author, with a fingerprint over any range of keys that begin alike. A tree with sixteen ways keeps
 * the sums: a node for each prefix under which more than {@link #LEAF} heads lie, so a change costs O(log n) additions
 * and hashes no head but the one that changes (a node that is made anew hashes the few heads below it).
 *
 * <pre>
 *   ""  --- "0" --- "00" ...      a node holds, for each of its 16 parts, the number of heads
 *       |   ...                   and their sum; parts with few heads have no node
 *       `-- "f" --- "f0" ...
 * </pre>
 *
 * Keys of which many begin alike make a path of at most 64 nodes. Not safe for use by several threads at once.
 */
final class HeadsRanges {
    private static final int LEAF = SyncLimits.HEADS_PER_RANGE;

    /** The size of a fingerprint: the digest of a root over the range. */
    static final int FINGERPRINT = HeadSum.DIGEST_BYTES;

    private static final int WAYS = KeyPrefix.WAYS;

    private final NavigableMap<AuthorId, OwnHeads.Entry> heads;
    private final HeadSum hasher = new HeadSum();
    private final Node top = new Node();

    private static final class Node {
        final int[] counts = new int[WAYS];
        final long[] sums = new long[WAYS * HeadSum.WORDS];
        final @Nullable Node[] parts = new Node[WAYS];

        void add(int way, long[] term) {
            counts[way]++;
            HeadSum.add(sums, way * HeadSum.WORDS, term);
        }

        void subtract(int way, long[] term) {
            counts[way]--;
            HeadSum.subtract(sums, way * HeadSum.WORDS, term);
        }
    }

    HeadsRanges(NavigableMap<AuthorId, OwnHeads.Entry> heads) {
        this.heads = heads;
    }

    /** A head was put into the map, where its author had none. */
    void added(AuthorHead head) {
        long[] term = hasher.term(head);
        Node node = top;
        int depth = 0;
        while (true) {
            int way = KeyPrefix.digit(head.author(), depth);
            node.add(way, term);
            Node next = node.parts[way];
            if (next == null) {
                if (node.counts[way] > LEAF) {
                    node.parts[way] = grown(prefix(head.author(), depth + 1));
                }
                return;
            }
            node = next;
            depth++;
        }
    }

    private static KeyPrefix prefix(AuthorId author, int digits) {
        return new KeyPrefix(author.hex().substring(0, digits));
    }

    /** A node, and those below it, for heads that are in the map already. */
    private Node grown(KeyPrefix prefix) {
        Node node = new Node();
        for (OwnHeads.Entry entry : in(prefix).values()) {
            AuthorHead head = entry.head();
            node.add(KeyPrefix.digit(head.author(), prefix.depth()), hasher.term(head));
        }
        for (int way = 0; way < WAYS; way++) {
            if (node.counts[way] > LEAF) {
                node.parts[way] = grown(prefix.child(way));
            }
        }
        return node;
    }

    /** A head was taken out of the map. */
    void removed(AuthorHead old) {
        AuthorId author = old.author();
        long[] term = hasher.term(old);
        Node node = top;
        for (int depth = 0; node != null; depth++) {
            int way = KeyPrefix.digit(author, depth);
            node.subtract(way, term);
            Node next = node.parts[way];
            if (next != null && node.counts[way] <= LEAF) {
                node.parts[way] = null;
                return;
            }
            node = next;
        }
    }

    /** The root over all heads. */
    Root root() {
        long[] sum = new long[HeadSum.WORDS];
        long count = 0;
        for (int way = 0; way < WAYS; way++) {
            int at = way * HeadSum.WORDS;
            HeadSum.add(sum, 0, Arrays.copyOfRange(top.sums, at, at + HeadSum.WORDS));
            count += top.counts[way];
        }
        return new Root(count, hasher.digest(sum, 0, count));
    }

    /** How many heads lie in the range. */
    int count(KeyPrefix prefix) {
        if (prefix.depth() == 0) {
            return heads.size();
        }
        Node node = node(prefix, prefix.depth() - 1);
        return node == null ? in(prefix).size() : node.counts[prefix.digit(prefix.depth() - 1)];
    }

    /** The fingerprints of the sixteen parts of the range. */
    HeadsRange.Split split(KeyPrefix prefix) {
        Node known = node(prefix, prefix.depth());
        Node node = known == null ? grown(prefix) : known;
        int present = 0;
        ByteBuffer fingerprints = ByteBuffer.allocate(WAYS * FINGERPRINT);
        for (int way = 0; way < WAYS; way++) {
            if (node.counts[way] > 0) {
                present |= 1 << way;
                fingerprints.put(hasher.digest(node.sums, way * HeadSum.WORDS, node.counts[way])
                        .asBuffer());
            }
        }
        return new HeadsRange.Split(
                prefix, present, Bytes.wrap(Arrays.copyOf(fingerprints.array(), fingerprints.position())));
    }

    /** The heads in the range, sorted by author. */
    List<AuthorHead> heads(KeyPrefix prefix) {
        return in(prefix).values().stream().map(OwnHeads.Entry::head).toList();
    }

    private NavigableMap<AuthorId, OwnHeads.Entry> in(KeyPrefix prefix) {
        return OwnHeads.between(heads, prefix.from(), prefix.to());
    }

    /** The node for the first {@code depth} digits of a prefix, if there is one. */
    private @Nullable Node node(KeyPrefix prefix, int depth) {
        Node node = top;
        for (int i = 0; i < depth && node != null; i++) {
            node = node.parts[prefix.digit(i)];
        }
        return node;
    }
}
