package dev.tributary.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The files that an operator copies speak of what an agent really has. */
class OperatorFilesTest {
    private static final Path FILES = Path.of("files");
    private static final Pattern METRIC = Pattern.compile("tributary_[a-z_]+");
    private static final Set<String> METRICS = Set.of(
            "tributary_append_seconds_bucket",
            "tributary_authors",
            "tributary_authors_frozen",
            "tributary_events_appended_total",
            "tributary_events_rejected_total",
            "tributary_fsync_seconds_count",
            "tributary_fsync_seconds_sum",
            "tributary_links_refused_total",
            "tributary_peer_events_behind",
            "tributary_peer_in_sync_proof_age_seconds",
            "tributary_peer_seconds_behind",
            "tributary_peers_connected",
            "tributary_plugin_state",
            "tributary_store_bytes",
            "tributary_store_events",
            "tributary_store_writable",
            "tributary_sync_bytes_total",
            "tributary_sync_events_duplicate_total",
            "tributary_sync_stalled");

    private final ObjectMapper yaml = new ObjectMapper(new YAMLFactory());

    @Test
    void alertsAndDashboardNameMetricsOfTheAgent() throws IOException {
        Set<String> named = new TreeSet<>();
        for (String file : List.of("tributary-alerts.yaml", "grafana-dashboard.json")) {
            Matcher matcher = METRIC.matcher(Files.readString(FILES.resolve(file)));
            while (matcher.find()) {
                named.add(matcher.group());
            }
        }

        assertThat(named).containsExactlyInAnyOrderElementsOf(METRICS);
    }

    @Test
    void everyAlertSaysWhatToDo() throws IOException {
        JsonNode rules =
                yaml.readTree(FILES.resolve("tributary-alerts.yaml").toFile()).at("/groups/0/rules");

        assertThat(rules).hasSizeGreaterThan(5);
        for (JsonNode rule : rules) {
            assertThat(rule.path("expr").asText()).isNotEmpty();
            assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning");
            assertThat(rule.at("/annotations/summary").asText()).endsWith(".");
            assertThat(rule.at("/annotations/action").asText()).isNotEmpty();
        }
    }

    @Test
    void prometheusReadsTheRulesAndTheDefaultAddress() throws IOException {
        JsonNode file = yaml.readTree(FILES.resolve("prometheus.yaml").toFile());

        assertThat(FILES.resolve(file.at("/rule_files/0").asText())).exists();
        assertThat(file.at("/scrape_configs/0/static_configs/0/targets/0").asText())
                .isEqualTo(ConfigKeys.find("web.listen").orElseThrow().byDefault());
    }

    @Test
    void everyPanelOfTheDashboardAsksForSomething() throws IOException {
        JsonNode panels = new ObjectMapper()
                .readTree(FILES.resolve("grafana-dashboard.json").toFile())
                .path("panels");

        assertThat(panels).hasSizeGreaterThan(10);
        for (JsonNode panel : panels) {
            assertThat(panel.at("/targets/0/expr").asText())
                    .as(panel.path("title").asText())
                    .isNotEmpty();
        }
    }

    @Test
    void serviceDoesNotStartAgainAfterAWrongConfiguration() throws IOException {
        assertThat(Files.readAllLines(FILES.resolve("tributary.service")))
                .contains("RestartPreventExitStatus=2 78", "StateDirectory=tributary tributary-fence")
                .anyMatch(line -> line.startsWith("ExecStart=") && line.contains("--data /var/lib/tributary"))
                .anyMatch(line -> line.contains("identity.fence=/var/lib/tributary-fence/"));
    }
}
