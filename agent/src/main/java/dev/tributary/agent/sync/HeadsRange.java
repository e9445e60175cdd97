package dev.tributary.agent.sync;

import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.Bytes;
import java.util.List;

/** What the sender of an advert holds of the authors in one range of the key space. */
public sealed interface HeadsRange {
    /** The range. */
    KeyPrefix prefix();

    /**
     * A fingerprint for each of the sixteen parts of the range in which the sender holds anything.
     *
     * @param prefix the range, shorter than a whole key
     * @param present bit n is set when the sender holds heads in part n
     * @param fingerprints one of {@link HeadsRanges#FINGERPRINT} bytes for each bit set, in the order of the parts
     */
    record Split(KeyPrefix prefix, int present, Bytes fingerprints) implements HeadsRange {
        public Split {
            if (present < 0 || present >= 1 << KeyPrefix.WAYS || prefix.depth() >= KeyPrefix.MAX_DIGITS) {
                throw new IllegalArgumentException("a range does not split like that");
            }
            if (fingerprints.size() != Integer.bitCount(present) * HeadsRanges.FINGERPRINT) {
                throw new IllegalArgumentException("a split range lacks fingerprints");
            }
        }

        /** The fingerprint of a part; empty when the sender holds nothing there. */
        Bytes fingerprint(int way) {
            int bit = 1 << way;
            if ((present & bit) == 0) {
                return Bytes.EMPTY;
            }
            int before = Integer.bitCount(present & (bit - 1));
            return fingerprints.slice(before * HeadsRanges.FINGERPRINT, HeadsRanges.FINGERPRINT);
        }
    }

    /** All heads that the sender holds in the range, sorted by author: who is not named is one that it lacks. */
    record Leaf(KeyPrefix prefix, List<AuthorHead> heads) implements HeadsRange {
        public Leaf {
            heads = List.copyOf(heads);
            for (int i = 0; i < heads.size(); i++) {
                if (!prefix.contains(heads.get(i).author())
                        || (i > 0
                                && heads.get(i - 1)
                                                .author()
                                                .compareTo(heads.get(i).author())
                                        >= 0)) {
                    throw new IllegalArgumentException("the heads of a range are not sorted or not in it");
                }
            }
        }
    }
}
