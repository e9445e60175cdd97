package dev.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
    private static final String KEY = "0123456789abcdef".repeat(4);
    private static final String OTHER_KEY = "fedcba9876543210".repeat(4);

    @TempDir
    private Path folder;

    @Test
    void nothingSaidGivesTheDefaults() {
        AgentConfig config = valid(ConfigSources.DEFAULTS).config();

        assertThat(config.data()).isEqualTo(Path.of("./tributary-data"));
        assertThat(config.space()).isEqualTo(new AgentConfig.Space(Optional.empty(), "tributary"));
        assertThat(config.sync().listen()).isEqualTo("0.0.0.0:7420");
        assertThat(config.web())
                .isEqualTo(new AgentConfig.Web(true, "127.0.0.1:7421", List.of(), Optional.empty(), Optional.empty()));
        assertThat(config.peers()).isEmpty();
        assertThat(config.sync().interest()).isEmpty();
        assertThat(config.authors()).isEqualTo(new AgentConfig.Authors(10_000, AgentConfig.Admit.RELAYED, List.of()));
        assertThat(config.plugins()).isEqualTo(new AgentConfig.Plugins(Optional.empty(), List.of(), Map.of()));
        assertThat(config.storage()).isEqualTo(new AgentConfig.Storage(64 << 20, 10_000, List.of(), List.of()));
        assertThat(config.log()).isEqualTo(new AgentConfig.Log("info", false));
    }

    @Test
    void readsEveryKeyOfAFile() throws IOException {
        AgentConfig config = valid(
                        file("""
                        data: /var/lib/tributary
                        space: {id: %1$s, name: Harbour}
                        sync:
                          listen: "[::1]:0"
                        web:
                          enabled: false
                          listen: 0.0.0.0:443
                          allowed-hosts: [harbour.example]
                          tls: {certificate: a.pem, key: b.pem}
                        peers:
                          - {key: %1$s, address: "pier.example:7420"}
                          - %2$s@10.0.0.7:7420
                          - key: %3$s
                        authors: {max: 5, admit: listed, listed: [%2$s]}
                        plugins:
                          directory: p
                          disabled: [mqtt]
                          settings:
                            host-telemetry:
                              interval: 5s
                              disk: {paths: [/, /home]}
                        storage: {segment-size: 1MiB, queue-events: 256}
                        log: {level: debug, format: json}
                        """.formatted(KEY, OTHER_KEY.toUpperCase(java.util.Locale.ROOT), "1".repeat(64))))
                .config();

        assertThat(config.space()).isEqualTo(new AgentConfig.Space(Optional.of(KEY), "Harbour"));
        assertThat(config.sync().listen()).isEqualTo("[::1]:0");
        assertThat(config.web())
                .isEqualTo(new AgentConfig.Web(
                        false,
                        "0.0.0.0:443",
                        List.of("harbour.example"),
                        Optional.of(Path.of("a.pem")),
                        Optional.of(Path.of("b.pem"))));
        assertThat(config.peers())
                .containsExactly(
                        new AgentConfig.Peer(KEY, Optional.of("pier.example:7420")),
                        new AgentConfig.Peer(OTHER_KEY, Optional.of("10.0.0.7:7420")),
                        new AgentConfig.Peer("1".repeat(64), Optional.empty()));
        assertThat(config.authors())
                .isEqualTo(new AgentConfig.Authors(5, AgentConfig.Admit.LISTED, List.of(OTHER_KEY)));
        assertThat(config.plugins())
                .isEqualTo(new AgentConfig.Plugins(
                        Optional.of(Path.of("p")),
                        List.of("mqtt"),
                        Map.of("host-telemetry", Map.of("interval", "5s", "disk.paths", "/,/home"))));
        assertThat(config.storage()).isEqualTo(new AgentConfig.Storage(1 << 20, 256, List.of(), List.of()));
        assertThat(config.log()).isEqualTo(new AgentConfig.Log("debug", true));
    }

    @Test
    void flagBeatsEnvironmentBeatsFileBeatsDefault() throws IOException {
        ConfigSources sources = file("""
                        sync: {listen: "127.0.0.1:1"}
                        storage: {queue-events: 300}
                        log:
                          level: warn
                        """)
                .withEnvironment(Map.of(
                        "TRIBUTARY_SYNC_LISTEN", "127.0.0.1:2", "TRIBUTARY_STORAGE_QUEUE_EVENTS", "400", "HOME", "/x"))
                .withFlag("--listen", "sync.listen", "127.0.0.1:3");

        ConfigResult.Valid valid = valid(sources);

        assertThat(valid.config().sync().listen()).isEqualTo("127.0.0.1:3");
        assertThat(valid.config().storage().queueEvents()).isEqualTo(400);
        assertThat(valid.config().log().level()).isEqualTo("warn");
        assertThat(origin(valid, "sync.listen")).isEqualTo("flag --listen");
        assertThat(origin(valid, "storage.queue-events")).isEqualTo("environment TRIBUTARY_STORAGE_QUEUE_EVENTS");
        assertThat(origin(valid, "log.level")).isEqualTo("file " + folder.resolve("t.yaml") + ":4:10");
        assertThat(origin(valid, "web.listen")).isEqualTo("default");
    }

    @Test
    void everyKeyHasAVariable() {
        assertThat(ConfigKeys.ALL.stream().map(ConfigKey::variable))
                .doesNotHaveDuplicates()
                .contains("TRIBUTARY_WEB_ALLOWED_HOSTS", "TRIBUTARY_WEB_TLS_KEY", "TRIBUTARY_PEERS");

        AgentConfig config = valid(ConfigSources.DEFAULTS.withEnvironment(Map.of(
                        "TRIBUTARY_WEB_ALLOWED_HOSTS", "a.example, b.example",
                        "TRIBUTARY_PEERS", KEY + "@h:1," + OTHER_KEY,
                        "TRIBUTARY_PLUGINS_SETTINGS_HOST_TELEMETRY__INTERVAL", "1s",
                        "TRIBUTARY_LOG_LEVEL", "",
                        "TRIBUTARY_HEAP", "1g",
                        "TRIBUTARY_SERVICE_HOST", "10.0.0.1",
                        "TRIBUTARY_PORT_7420_TCP", "tcp://10.0.0.1:7420")))
                .config();

        assertThat(config.web().allowedHosts()).containsExactly("a.example", "b.example");
        assertThat(config.peers()).hasSize(2);
        assertThat(config.plugins().settings()).isEqualTo(Map.of("host-telemetry", Map.of("interval", "1s")));
        assertThat(config.log().level()).isEqualTo("info");
    }

    @Test
    void flagsSetPluginsTooAndTheLastOneWins() {
        AgentConfig config = valid(ConfigSources.DEFAULTS
                        .withFlag("--set", "plugins.settings.host-telemetry.disk.paths", "/")
                        .withFlag("--set", "peers", "")
                        .withFlag("--set", "log.level", "debug")
                        .withFlag("--set", "log.level", "trace"))
                .config();

        assertThat(config.plugins().settings()).isEqualTo(Map.of("host-telemetry", Map.of("disk.paths", "/")));
        assertThat(config.log().level()).isEqualTo("trace");
    }

    @Test
    void dottedKeysAreShortForSections() throws IOException {
        assertThat(valid(file("sync.listen: 127.0.0.1:9\nweb.tls: {}\n"))
                        .config()
                        .sync()
                        .listen())
                .isEqualTo("127.0.0.1:9");
    }

    @Test
    void emptyFileAndEmptyValuesSayNothing() throws IOException {
        AgentConfig defaults = valid(ConfigSources.DEFAULTS).config();

        assertThat(valid(file("")).config()).isEqualTo(defaults);
        assertThat(valid(file("# nothing\n---\n")).config()).isEqualTo(defaults);
        assertThat(valid(file("\uFEFFweb:\nspace:\n  id:\npeers: ~\nplugins: {settings: {a: }}\n"))
                        .config())
                .isEqualTo(defaults);
    }

    @Test
    void shownSettingsReadBackAsTheSame() throws IOException {
        ConfigResult.Valid first = valid(ConfigSources.DEFAULTS
                .withFlag("--set", "space.name", "it's: \"odd\" #1")
                .withFlag("--set", "peers", KEY + "@[::1]:1," + OTHER_KEY)
                .withFlag("--set", "plugins.settings.door.greeting", "two\nlines\t\\")
                .withFlag("--set", "plugins.settings.door.empty", "")
                .withFlag("--set", "plugins.settings.door.word", "null"));
        StringBuilder shown = new StringBuilder();
        first.settings()
                .forEach(setting -> shown.append(setting.path())
                        .append(": ")
                        .append(setting.shown())
                        .append('\n'));

        assertThat(valid(file(shown.toString())).config()).isEqualTo(first.config());
    }

    @Test
    void secretsAreMasked() {
        ConfigResult.Valid valid = valid(ConfigSources.DEFAULTS
                .withFlag("--set", "plugins.settings.mqtt.password", "hunter2")
                .withFlag("--set", "plugins.settings.mqtt.user", "anna"));
        ConfigKey secretKey = new ConfigKey("x.key", new ValueType.Text(9), "", "A secret.", "0.1", true);

        assertThat(setting(valid, "plugins.settings.mqtt.password").shown()).isEqualTo("'********'");
        assertThat(setting(valid, "plugins.settings.mqtt.user").shown()).isEqualTo("anna");
        assertThat(new Setting(secretKey, "x.key", List.of("hunter2"), Origin.BY_DEFAULT).shown())
                .isEqualTo("'********'");
    }

    private static String origin(ConfigResult.Valid valid, String path) {
        return setting(valid, path).origin().toString();
    }

    private static Setting setting(ConfigResult.Valid valid, String path) {
        return valid.settings().stream()
                .filter(setting -> setting.path().equals(path))
                .findFirst()
                .orElseThrow();
    }

    private static ConfigResult.Valid valid(ConfigSources sources) {
        ConfigResult result = ConfigReader.read(sources);
        assertThat(result).isInstanceOf(ConfigResult.Valid.class);
        return (ConfigResult.Valid) result;
    }

    private ConfigSources file(String text) throws IOException {
        return ConfigSources.DEFAULTS.withFile(Files.writeString(folder.resolve("t.yaml"), text));
    }

    @Test
    void interestNamesAuthorsOrAllOrNone() {
        AgentConfig config = valid(ConfigSources.DEFAULTS.withFlag(
                        "--set",
                        "sync.interest",
                        KEY + "=none," + OTHER_KEY.toUpperCase(Locale.ROOT) + "=" + KEY + "+" + OTHER_KEY
                                + ";quiet;headers," + "1".repeat(64) + "=all"))
                .config();
        assertThat(config.sync().interest())
                .containsExactly(
                        new AgentConfig.Interest(KEY, Optional.of(List.of()), true, true),
                        new AgentConfig.Interest(OTHER_KEY, Optional.of(List.of(KEY, OTHER_KEY)), false, false),
                        new AgentConfig.Interest("1".repeat(64), Optional.empty(), true, true));
    }
}
