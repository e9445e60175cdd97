package dev.tributary.web;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where and for whom the HTTP API is there.
 *
 * @param host the address to listen on; one that is not loopback needs a certificate
 * @param port the port, 0 for a free one
 * @param certificate the TLS certificate chain in PEM; empty for plain HTTP
 * @param key its private key in PEM (PKCS #8, RSA or EC); there exactly when the certificate is
 * @param allowedHosts further names under which the API may be called, {@code name} or {@code name:port}
 * @param token what a caller presents as {@code Authorization: Bearer}
 * @since 0.1
 */
public record WebOptions(
        String host,
        int port,
        Optional<Path> certificate,
        Optional<Path> key,
        List<String> allowedHosts,
        String token) {
    public WebOptions {
        if (host.isBlank()) {
            throw new IllegalArgumentException("the web address has no host");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("a port is 0 to 65535, this is " + port);
        }
        Objects.requireNonNull(certificate, "certificate");
        Objects.requireNonNull(key, "key");
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException("web.certificate and web.key belong together: give both or neither");
        }
        allowedHosts = List.copyOf(allowedHosts);
        if (token.isBlank()) {
            throw new IllegalArgumentException("the API token is empty");
        }
    }

    /** True when callers come over TLS. */
    public boolean tls() {
        return certificate.isPresent();
    }

    /** All but the token. */
    @Override
    public String toString() {
        return "WebOptions[" + host + ":" + port + (tls() ? ", TLS" : "") + ", allowedHosts=" + allowedHosts + "]";
    }
}
