package dev.tributary.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes the annotated default file from the table of keys. */
final class DefaultFile {
    private static final int WIDTH = 100;

    private static final String INTRODUCTION = """
            Tributary runs without any setting: every value here is a default that you may change. \
            Options of the command line beat variables of the environment \
            (sync.listen is TRIBUTARY_SYNC_LISTEN), which beat this file. \
            Check it with: tributary config check FILE""";

    private static final String EXAMPLE_KEY = "8c1f".repeat(16);

    /** What a commented line shows where there is nothing to show as the default. */
    private static final Map<String, List<String>> EXAMPLES = Map.of(
            "space.id",
            List.of("id: " + EXAMPLE_KEY),
            "storage.retention",
            List.of("retention:", "  - others;age=30d;bytes=1GiB"),
            "storage.payloads",
            List.of("payloads:", "  - chat.*;age=30d"),
            "sync.interest",
            List.of("interest:", "  - " + "8c1f".repeat(16) + "=none"),
            "sync.links",
            List.of(
                    "links:",
                    "  - key: " + EXAMPLE_KEY,
                    "    rate: 8KiB/s",
                    "    budget: 50MiB/day",
                    "    windows: [\"22:00-06:00\"]"),
            "peers",
            List.of(
                    "peers:",
                    "  - key: " + EXAMPLE_KEY,
                    "    address: station-2.example:7420",
                    "  - " + "27ae".repeat(16) + "@10.0.0.7:7420"),
            "web.tls.certificate",
            List.of("certificate: /etc/tributary/web.crt"),
            "web.tls.key",
            List.of("key: /etc/tributary/web.key"),
            "plugins.directory",
            List.of("directory: /usr/lib/tributary/plugins"),
            "plugins.settings",
            List.of("settings:", "  host-telemetry:", "    interval: 5s"));

    private final StringBuilder out = new StringBuilder();

    private DefaultFile() {}

    static String text() {
        return new DefaultFile().write();
    }

    private String write() {
        comment("", INTRODUCTION);
        section(tree(), "");
        return out.toString();
    }

    /** Sections with what they hold, in the order of the table. */
    private static Map<String, Object> tree() {
        Map<String, Object> tree = new LinkedHashMap<>();
        ConfigKeys.ALL.forEach(key -> put(tree, List.of(key.path().split("\\.", -1)), key));
        return tree;
    }

    @SuppressWarnings("unchecked")
    private static void put(Map<String, Object> tree, List<String> path, ConfigKey key) {
        String name = path.get(0);
        if (path.size() == 1) {
            tree.put(name, key);
        } else {
            Object below = tree.computeIfAbsent(name, missing -> new LinkedHashMap<String, Object>());
            put((Map<String, Object>) below, path.subList(1, path.size()), key);
        }
    }

    @SuppressWarnings("unchecked")
    private void section(Map<String, Object> tree, String indent) {
        tree.forEach((name, value) -> {
            out.append(indent.isEmpty() ? "\n" : "");
            if (value instanceof ConfigKey key) {
                key(key, indent);
            } else {
                Map<String, Object> below = (Map<String, Object>) value;
                boolean silent = below.values().stream()
                        .allMatch(inner -> inner instanceof ConfigKey key
                                && key.byDefault().isEmpty());
                out.append(indent).append(silent ? "#" : "").append(name).append(":\n");
                section(below, indent + "  ");
            }
        });
    }

    private void key(ConfigKey key, String indent) {
        boolean shape = !(key.type() instanceof ValueType.Text || key.type() instanceof ValueType.SettingsByPlugin);
        comment(indent, key.description() + (shape ? " (" + key.type().shape() + ")" : ""));
        boolean shown = !key.byDefault().isEmpty();
        if (shown) {
            out.append(indent)
                    .append(key.name())
                    .append(": ")
                    .append(key.byDefault())
                    .append('\n');
        }
        Optional.ofNullable(EXAMPLES.get(key.path()))
                .ifPresent(lines -> lines.forEach(
                        line -> out.append(indent).append("#").append(line).append('\n')));
    }

    private void comment(String indent, String text) {
        for (String line : wrapped(text, WIDTH - indent.length())) {
            out.append(indent).append("# ").append(line).append('\n');
        }
    }

    private static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (line.length() + word.length() + 1 > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
