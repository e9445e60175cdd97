package dev.tributary.agent.cli;

/** Text that other machines chose, for a terminal: what could move the cursor or change colours is shown as code. */
final class Printable {
    private Printable() {}

    /** The text with control and direction characters as {@code \}{@code uXXXX}. */
    static String text(String text) {
        if (text.chars().noneMatch(Printable::isDangerous)) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 16);
        text.chars().forEach(c -> {
            if (isDangerous(c)) {
                out.append(String.format("\\u%04x", c));
            } else {
                out.append((char) c);
            }
        });
        return out.toString();
    }

    private static boolean isDangerous(int c) {
        return Character.isISOControl(c) || Character.getType(c) == Character.FORMAT || c == 0x2028 || c == 0x2029;
    }
}
