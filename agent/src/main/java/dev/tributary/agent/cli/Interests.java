package dev.tributary.agent.cli;

import java.util.List;
import java.util.stream.Collectors;

/** What is wanted of a peer, in a table. */
final class Interests {
    private static final int MOST_KEYS = 3;
    private static final int KEY = 64;
    private static final int BRIEF = 8;

    private Interests() {}

    /** As {@code interest} with short keys, and of many keys only the first. */
    static String brief(String interest) {
        int end = interest.indexOf(';');
        String options = end < 0 ? "" : interest.substring(end);
        List<String> keys = List.of((end < 0 ? interest : interest.substring(0, end)).split("\\+", -1));
        String more = keys.size() > MOST_KEYS ? "+" + (keys.size() - MOST_KEYS) + " more" : "";
        String named = keys.stream().limit(MOST_KEYS).map(Interests::shortened).collect(Collectors.joining("+"));
        return Printable.text(named + more + options);
    }

    private static String shortened(String key) {
        return key.length() == KEY ? key.substring(0, BRIEF) : key;
    }
}
