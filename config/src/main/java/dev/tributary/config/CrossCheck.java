package dev.tributary.config;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What must hold between values, once each of them is right by itself. */
final class CrossCheck {
    private final Map<String, Setting> settings;
    private final List<ConfigProblem> problems;

    private CrossCheck(Map<String, Setting> settings, List<ConfigProblem> problems) {
        this.settings = settings;
        this.problems = problems;
    }

    static void run(Map<String, Setting> settings, List<ConfigProblem> problems) {
        CrossCheck check = new CrossCheck(settings, problems);
        if (check.allRight("web.tls.certificate", "web.tls.key")) {
            check.tlsIsComplete();
        }
        if (check.allRight("web.enabled", "web.listen", "web.tls.certificate")) {
            check.webIsProtected();
        }
        if (check.allRight("identity")) {
            check.onePassphrase();
        }
        if (check.allRight("peers")) {
            check.areDifferent("peers", peer -> peer.replaceFirst("@.*", "").toLowerCase(Locale.ROOT));
        }
        if (check.allRight("sync.interest")) {
            check.areDifferent("sync.interest", InterestText::peer);
        }
        if (check.allRight("sync.links")) {
            check.areDifferent("sync.links", LinkText::peer);
        }
        if (check.allRight("storage.retention")) {
            check.areDifferent("storage.retention", RetentionText::who);
        }
        if (check.allRight("storage.payloads")) {
            check.areDifferent("storage.payloads", PayloadsText::about);
        }
    }

    /** A value that is wrong by itself stands here as its default, which proves nothing. */
    private boolean allRight(String... paths) {
        return problems.stream().noneMatch(problem -> Stream.of(paths).anyMatch(problem.path()::startsWith));
    }

    private void tlsIsComplete() {
        Setting certificate = setting("web.tls.certificate");
        Setting key = setting("web.tls.key");
        if (certificate.texts().isEmpty() != key.texts().isEmpty()) {
            Setting lonely = certificate.texts().isEmpty() ? key : certificate;
            Setting missing = certificate.texts().isEmpty() ? certificate : key;
            report(lonely, "needs " + missing.path() + " beside it");
        }
    }

    private void onePassphrase() {
        Setting text = setting("identity.passphrase");
        if (!text.texts().isEmpty()
                && !setting("identity.passphrase-file").texts().isEmpty()) {
            report(text, "stands beside identity.passphrase-file; keep one");
        }
    }

    private void webIsProtected() {
        Setting listen = setting("web.listen");
        boolean enabled = setting("web.enabled").texts().contains("true");
        if (enabled
                && !HostPort.isLoopback(listen.texts().get(0))
                && setting("web.tls.certificate").texts().isEmpty()) {
            report(
                    listen,
                    "is reachable from other machines, which needs web.tls.certificate and web.tls.key; "
                            + "or listen on 127.0.0.1");
        }
    }

    private void areDifferent(String path, UnaryOperator<String> keyOf) {
        Setting setting = setting(path);
        Set<String> keys = new HashSet<>();
        for (String text : setting.texts()) {
            String key = keyOf.apply(text);
            if (!keys.add(key)) {
                String brief = key.length() > 8 ? "the key " + key.substring(0, 8) + "..." : key;
                report(setting, "names " + brief + " twice; keep one");
            }
        }
    }

    private Setting setting(String path) {
        return Objects.requireNonNull(settings.get(path), path);
    }

    private void report(Setting setting, String message) {
        problems.add(new ConfigProblem(setting.origin().place(), setting.path(), message, Optional.empty()));
    }
}
