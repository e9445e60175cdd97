package dev.tributary.config;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Turns settings that have passed every check into the typed records. */
record ConfigBuilder(Map<String, Setting> settings) {
    AgentConfig build() {
        return new AgentConfig(
                Path.of(text("data")),
                new AgentConfig.Identity(
                        optional("identity.fence").map(Path::of),
                        optional("identity.passphrase-file").map(Path::of),
                        optional("identity.passphrase").map(Secret::new)),
                new AgentConfig.Space(optional("space.id").map(ConfigBuilder::lower), text("space.name")),
                new AgentConfig.Sync(
                        text("sync.listen"),
                        list("sync.interest").stream()
                                .map(InterestText::readEntry)
                                .toList(),
                        list("sync.links").stream().map(LinkText::read).toList(),
                        ZoneId.of(text("sync.zone")),
                        text("sync.compression").equals("auto"),
                        Boolean.parseBoolean(text("sync.follow-successors"))),
                new AgentConfig.Web(
                        Boolean.parseBoolean(text("web.enabled")),
                        text("web.listen"),
                        list("web.allowed-hosts"),
                        optional("web.tls.certificate").map(Path::of),
                        optional("web.tls.key").map(Path::of)),
                list("peers").stream().map(ConfigBuilder::peer).toList(),
                new AgentConfig.Authors(
                        Integer.parseInt(text("authors.max")),
                        AgentConfig.Admit.valueOf(text("authors.admit").toUpperCase(Locale.ROOT)),
                        list("authors.listed").stream()
                                .map(ConfigBuilder::lower)
                                .toList()),
                new AgentConfig.Plugins(
                        optional("plugins.directory").map(Path::of), list("plugins.disabled"), pluginSettings()),
                new AgentConfig.Storage(
                        ByteSize.parse(text("storage.segment-size"))
                                .orElseThrow()
                                .intValue(),
                        Integer.parseInt(text("storage.queue-events")),
                        list("storage.retention").stream()
                                .map(RetentionText::read)
                                .toList(),
                        list("storage.payloads").stream()
                                .map(PayloadsText::read)
                                .toList()),
                new AgentConfig.Log(text("log.level"), text("log.format").equals("json")));
    }

    private String text(String path) {
        return optional(path).orElseThrow();
    }

    private Optional<String> optional(String path) {
        return list(path).stream().findFirst();
    }

    private List<String> list(String path) {
        return Optional.ofNullable(settings.get(path)).orElseThrow().texts();
    }

    private Map<String, Map<String, String>> pluginSettings() {
        Map<String, Map<String, String>> byPlugin = new TreeMap<>();
        settings.values().stream().filter(Setting::isPluginSetting).forEach(setting -> {
            String rest = setting.path().substring(ConfigKeys.PLUGIN_SETTINGS.length() + 1);
            int dot = rest.indexOf('.');
            byPlugin.computeIfAbsent(rest.substring(0, dot), id -> new TreeMap<>())
                    .put(rest.substring(dot + 1), setting.texts().get(0));
        });
        return byPlugin;
    }

    private static AgentConfig.Peer peer(String text) {
        int at = text.indexOf('@');
        return at < 0
                ? new AgentConfig.Peer(lower(text), Optional.empty())
                : new AgentConfig.Peer(lower(text.substring(0, at)), Optional.of(text.substring(at + 1)));
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
