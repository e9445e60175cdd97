package dev.tributary.config;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A network address {@code host:port} as text; never looked up here. */
final class HostPort {
    private static final Pattern SHAPE = Pattern.compile("(?:\\[([0-9a-fA-F:.%]+)]|([^:\\s/@\\[\\]]+)):([0-9]{1,5})");
    private static final Pattern IPV4_LOOPBACK = Pattern.compile("127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}");
    private static final int LARGEST_PORT = 65_535;

    private HostPort() {}

    /** Why {@code text} is not an address; empty when it is one. */
    static Optional<String> problem(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            return Optional.of(
                    "must be host:port such as 127.0.0.1:7420 or [::1]:7420, but is '" + Quoted.brief(text) + "'");
        }
        return Integer.parseInt(matcher.group(3)) <= LARGEST_PORT
                ? Optional.empty()
                : Optional.of("has port " + matcher.group(3) + ", the largest is " + LARGEST_PORT);
    }

    /** The same for an address to dial. */
    static Optional<String> problemToDial(String text) {
        return problem(text)
                .or(() -> Integer.parseInt(text.substring(text.lastIndexOf(':') + 1)) == 0
                        ? Optional.of("has port 0, where nobody listens")
                        : Optional.empty());
    }

    /** True when only this machine can reach an address that passed {@link #problem}. */
    static boolean isLoopback(String address) {
        String host = address.substring(0, address.lastIndexOf(':'));
        return host.equalsIgnoreCase("localhost")
                || host.equals("[::1]")
                || host.equals("[0:0:0:0:0:0:0:1]")
                || IPV4_LOOPBACK.matcher(host).matches();
    }
}
