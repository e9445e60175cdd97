package dev.tributary.web;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that a foreign page or name brought here. A page of another origin can make a browser send requests
 * to this address, and a name of its own that resolves to it (DNS rebinding) would even make it the same origin:
 * therefore the {@code Host} must be one of ours, and the {@code Origin} of a request that changes something must be
 * that host.
 *
 * <p>Ours are the loopback names, the address we listen on, the address that the connection came to, and
 * {@link WebOptions#allowedHosts()}.
 */
final class HostGuard implements Handler<RoutingContext> {
    private static final Set<HttpMethod> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final Set<String> names = new HashSet<>(Set.of("localhost", "127.0.0.1", "::1"));

    HostGuard(WebOptions options) {
        names.add(plain(options.host()));
        options.allowedHosts().forEach(host -> names.add(plain(host)));
    }

    @Override
    public void handle(RoutingContext request) {
        @Nullable HostAndPort host = request.request().authority();
        if (host == null) {
            throw Problem.of(400, "The request names no host: send a valid Host header.")
                    .refused();
        }
        if (!isOurs(request, host)) {
            throw Problem.of(
                            421,
                            "This agent does not answer to the name \"" + brief(host.host())
                                    + "\": call it by the address it listens on, or list the name in "
                                    + "web.allowed-hosts.")
                    .refused();
        }
        if (!SAFE.contains(request.request().method()) && isForeign(request, host)) {
            throw Problem.of(
                            403,
                            "The request comes from a page of another origin; only pages of this agent may change "
                                    + "anything.")
                    .refused();
        }
        request.next();
    }

    private boolean isOurs(RoutingContext request, HostAndPort host) {
        String name = plain(host.host());
        return names.contains(name)
                || names.contains(name + ":" + host.port())
                || name.equals(request.request().localAddress().hostAddress());
    }

    private static boolean isForeign(RoutingContext request, HostAndPort host) {
        @Nullable String site = request.request().getHeader("Sec-Fetch-Site");
        if ("cross-site".equals(site)) {
            return true;
        }
        @Nullable String origin = request.request().getHeader("Origin");
        if (origin == null) {
            return false;
        }
        try {
            @Nullable String authority = URI.create(origin).getRawAuthority();
            return !(host.toString().equalsIgnoreCase(authority)
                    || String.valueOf(request.request().getHeader("Host")).equalsIgnoreCase(authority));
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    /** Lower case, without the brackets of an IPv6 address. */
    private static String plain(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.startsWith("[") && lower.endsWith("]") ? lower.substring(1, lower.length() - 1) : lower;
    }

    private static String brief(String host) {
        return host.length() <= 100 ? host : host.substring(0, 100) + "...";
    }
}
