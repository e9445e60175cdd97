package dev.tributary.web;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a reader of the event stream stands: {@code storeId-position}, the id of the last event that it has seen.
 *
 * @param storeId whose positions these are
 * @param position 0 for the beginning
 */
record StreamId(String storeId, long position) {
    private static final Pattern FORM = Pattern.compile("([0-9A-Za-z]{1,64})-([0-9]{1,18})");

    /**
     * Reads {@code storeId-position}.
     *
     * @throws Refused for anything else
     */
    static StreamId parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw Problem.of(
                            400,
                            "The place in the stream is wrong: give the id of an event of this stream "
                                    + "(storeId-position), \"start\" or \"now\".")
                    .refused();
        }
        return new StreamId(matcher.group(1), Long.parseLong(matcher.group(2)));
    }

    @Override
    public String toString() {
        return storeId + "-" + position;
    }
}
