package dev.tributary.agent.network;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host and a TCP port, written {@code host:port} or {@code [IPv6 address]:port}.
 *
 * @param host a name or an address, without brackets
 * @param port 0 to 65535
 */
record HostPort(String host, int port) {
    private static final Pattern FORMAT =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.%\\w]+)\\]|([^\\s:\\[\\]/@]+)):(\\d{1,5})");
    private static final int MAX_LENGTH = 270;

    /**
     * Reads the written form.
     *
     * @throws IllegalArgumentException with a sentence when {@code text} is something else
     */
    static HostPort parse(String text) {
        Matcher matcher = FORMAT.matcher(text);
        if (text.length() > MAX_LENGTH || !matcher.matches() || Integer.parseInt(matcher.group(3)) > 0xffff) {
            throw new IllegalArgumentException(
                    "'" + Words.printable(text) + "' is no address: write host:port, such as 192.168.1.20:7420");
        }
        String host = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        return new HostPort(host, Integer.parseInt(matcher.group(3)));
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
