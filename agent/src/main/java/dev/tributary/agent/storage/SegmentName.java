package dev.tributary.agent.storage;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which segment a file is, told by its name alone, so that no damage can put it in a wrong place.
 *
 * <pre>
 * segment-0000000007.log                          as it was appended: id, from and to are 7
 * merged-0004194305-0000000003-0000000007.log     id, from, to: in place of the segments 3 to 7
 * </pre>
 *
 * @param id names it in places; those of merged segments begin at {@link #MERGED}
 * @param from the number of the first appended segment that it holds or replaces
 * @param to the last
 */
record SegmentName(int id, int from, int to) {
    /** The first id of a merged segment; appended ones count from 1. */
    static final int MERGED = 1 << 22;

    /** What is being written has this behind its name until it is complete. */
    static final String UNFINISHED = ".new";

    private static final Pattern MERGED_NAME = Pattern.compile("merged-(\\d{10})-(\\d{10})-(\\d{10})\\.log");

    SegmentName {
        boolean merged = id >= MERGED && id <= Place.MAX_SEGMENT && from >= 1 && from <= to && to < MERGED;
        if (!merged && (id < 1 || id >= MERGED || from != id || to != id)) {
            throw new IllegalArgumentException("segment " + id + " from " + from + " to " + to);
        }
    }

    /** The segment {@code number} as it was appended. */
    static SegmentName appended(int number) {
        return new SegmentName(number, number, number);
    }

    /** The segment with this file name; empty for any other file. */
    static Optional<SegmentName> parse(String fileName) {
        Matcher matcher = MERGED_NAME.matcher(fileName);
        try {
            if (matcher.matches()) {
                return Optional.of(new SegmentName(
                        Integer.parseInt(matcher.group(1)),
                        Integer.parseInt(matcher.group(2)),
                        Integer.parseInt(matcher.group(3))));
            }
            return SegmentHeader.numberOf(fileName).stream()
                    .mapToObj(SegmentName::appended)
                    .findFirst();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The file's name. */
    String fileName() {
        return isMerged()
                ? "merged-" + digits(id) + "-" + digits(from) + "-" + digits(to) + ".log"
                : SegmentHeader.fileName(id);
    }

    private static String digits(int number) {
        return String.format(java.util.Locale.ROOT, "%010d", number);
    }

    boolean isMerged() {
        return id >= MERGED;
    }

    /** True when this was made in place of {@code other}. */
    boolean replaces(SegmentName other) {
        return isMerged() && other.id != id && from <= other.from && other.to <= to && other.id < id;
    }
}
