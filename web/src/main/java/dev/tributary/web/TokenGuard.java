package dev.tributary.web;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** Lets a request pass that carries {@code Authorization: Bearer} with the token of this agent. */
final class TokenGuard implements Handler<RoutingContext> {
    private static final String SCHEME = "bearer ";

    private final byte[] token;

    TokenGuard(String token) {
        this.token = token.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void handle(RoutingContext request) {
        @Nullable String header = request.request().getHeader("Authorization");
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw Problem.of(
                            401,
                            "This call needs the API token: send \"Authorization: Bearer TOKEN\" with the content of "
                                    + "the file api-token in the agent's data directory.")
                    .with("WWW-Authenticate", "Bearer realm=\"tributary\"")
                    .refused();
        }
        byte[] given = header.substring(SCHEME.length()).strip().getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(given, token)) {
            throw Problem.of(
                            401,
                            "The API token is not the one of this agent: it is in the file api-token in the agent's "
                                    + "data directory.")
                    .with("WWW-Authenticate", "Bearer realm=\"tributary\", error=\"invalid_token\"")
                    .refused();
        }
        request.next();
    }
}
