package dev.tributary.config;

import java.util.stream.Collectors;

/** Writes the page of all settings from the table of keys. */
final class SettingsPage {
    private SettingsPage() {}

    static String text() {
        return """
                # Settings

                Tributary runs without any. A value comes from, strongest first: an option of the command line
                (`--set KEY=VALUE` sets any), a variable of the environment, the file named by `--config`, the default.
                `tributary config show --origin` says where each came from, `tributary config check FILE` reports
                everything that is wrong in a file at once, and `tributary config schema` is for editors.

                Lists are YAML lists in the file and separated by commas elsewhere. Relative paths belong to the
                directory in which the agent was started. A variable that is empty says nothing.
                This page and `files/tributary.yaml` are made from the table in `ConfigKeys`; a test compares them, and
                `mvn -pl config test -Dtributary.write=true` writes them again.

                | key | value | default | since | what it says |
                |---|---|---|---|---|
                """ + ConfigKeys.ALL.stream().map(SettingsPage::row).collect(Collectors.joining()) + """

                The variable of `sync.listen` is `TRIBUTARY_SYNC_LISTEN`, and so on: dots and hyphens become
                underscores.
                A plugin's setting such as `plugins.settings.host-telemetry.interval` is
                `TRIBUTARY_PLUGINS_SETTINGS_HOST_TELEMETRY__INTERVAL`, with two underscores before its name.
                """;
    }

    private static String row(ConfigKey key) {
        return String.format(
                "| `%s` | %s | %s | %s | %s |%n",
                key.path(),
                key.type().shape().replace("|", "\\|"),
                key.byDefault().isEmpty() ? "" : "`" + key.byDefault() + "`",
                key.since(),
                key.description());
    }
}
