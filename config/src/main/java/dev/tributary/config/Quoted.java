package dev.tributary.config;

/** Text from outside, made safe and short enough for a message. */
final class Quoted {
    private static final int MOST = 60;

    private Quoted() {}

    /** At most 60 characters of {@code text}, without control characters. */
    static String brief(String text) {
        return text.length() <= MOST ? line(text) : line(text.substring(0, MOST)) + "...";
    }

    /** All of {@code text} without control characters. */
    static String line(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
