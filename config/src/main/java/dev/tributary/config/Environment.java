package dev.tributary.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Variables of the environment as claims. {@code TRIBUTARY_SYNC_LISTEN} sets {@code sync.listen}; a plugin's setting is
 * {@code TRIBUTARY_PLUGINS_SETTINGS_<ID>__<KEY>}, two underscores before the name, where one underscore stands for a
 * hyphen. An empty variable says nothing.
 */
final class Environment {
    static final String PREFIX = "TRIBUTARY_";

    private static final String PLUGIN_SETTINGS = PREFIX + "PLUGINS_SETTINGS_";

    /** Read by bin/tributary, before there is an agent. */
    private static final Set<String> OF_THE_LAUNCHER =
            Set.of("TRIBUTARY_HEAP", "TRIBUTARY_JAVA_OPTS", "TRIBUTARY_WRITE_ARCHIVE");

    /** Set by container platforms in every container beside a service that is called tributary. */
    private static final List<String> OF_CONTAINERS = List.of("TRIBUTARY_SERVICE_", "TRIBUTARY_PORT");

    private Environment() {}

    static List<Claim> claims(Map<String, String> variables, List<ConfigProblem> problems) {
        List<Claim> claims = new ArrayList<>();
        new TreeMap<>(variables).forEach((name, value) -> {
            if (!name.startsWith(PREFIX) || value.isEmpty() || isOfOthers(name)) {
                return;
            }
            Place place = Place.of(name);
            Optional<String> path = path(name);
            if (path.isPresent()) {
                claims.add(new Claim(path.get(), place, new Node.Scalar(place, value)));
            } else {
                problems.add(new ConfigProblem(place, "", "unknown variable", nearest(name)));
            }
        });
        return claims;
    }

    private static boolean isOfOthers(String name) {
        return OF_THE_LAUNCHER.contains(name) || OF_CONTAINERS.stream().anyMatch(name::startsWith);
    }

    private static Optional<String> path(String name) {
        if (name.startsWith(PLUGIN_SETTINGS)) {
            String[] idAndKey = name.substring(PLUGIN_SETTINGS.length())
                    .toLowerCase(Locale.ROOT)
                    .split("__", 2);
            return idAndKey.length == 2 && !idAndKey[0].isEmpty() && !idAndKey[1].isEmpty()
                    ? Optional.of(ConfigKeys.PLUGIN_SETTINGS + "." + idAndKey[0].replace('_', '-') + "."
                            + idAndKey[1].replace("__", ".").replace('_', '-'))
                    : Optional.empty();
        }
        return settable()
                .filter(key -> key.variable().equals(name))
                .map(ConfigKey::path)
                .findFirst();
    }

    private static Optional<String> nearest(String name) {
        if (name.startsWith(PLUGIN_SETTINGS)) {
            return Optional.of(PLUGIN_SETTINGS + "<ID>__<KEY>");
        }
        List<String> known =
                settable().map(key -> key.variable().toLowerCase(Locale.ROOT)).toList();
        return Nearest.of(name, known).map(variable -> variable.toUpperCase(Locale.ROOT));
    }

    private static Stream<ConfigKey> settable() {
        return ConfigKeys.ALL.stream().filter(key -> !key.path().equals(ConfigKeys.PLUGIN_SETTINGS));
    }
}
