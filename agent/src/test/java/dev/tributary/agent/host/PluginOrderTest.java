package dev.tributary.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PluginOrderTest {
    private static PluginDescriptor plugin(String id, String... requires) {
        return new PluginDescriptor(id, "C", "1", "*", "", List.of(requires));
    }

    private static PluginOrder order(PluginDescriptor... plugins) {
        return PluginOrder.of(List.of(plugins), Set.of());
    }

    @Test
    void independentPluginsStartByTheirIds() {
        assertThat(order(plugin("c"), plugin("a"), plugin("b")).ids()).containsExactly("a", "b", "c");
    }

    @Test
    void whatIsRequiredStartsBefore() {
        assertThat(order(plugin("a", "z", "m"), plugin("m", "z"), plugin("z")).ids())
                .containsExactly("z", "m", "a");
    }

    @Test
    void orderDoesNotDependOnTheOrderOfTheFiles() {
        List<PluginDescriptor> plugins = new ArrayList<>(
                List.of(plugin("a", "d"), plugin("b"), plugin("c", "a", "b"), plugin("d"), plugin("e", "c")));
        PluginOrder expected = PluginOrder.of(plugins, Set.of());

        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(plugins, new Random(seed));
            assertThat(PluginOrder.of(plugins, Set.of())).isEqualTo(expected);
        }
    }

    @Test
    void missingOnesAreReportedAndSoIsWhoeverNeedsThem() {
        PluginOrder order = order(plugin("a", "b"), plugin("b", "nobody"), plugin("c"));

        assertThat(order.ids()).containsExactly("c");
        assertThat(order.refused())
                .isEqualTo(Map.of(
                        "a", "it requires the plugin b, which cannot start",
                        "b", "it requires the plugin nobody, which is not here: install that one too"));
    }

    @Test
    void disabledOnesAreNeitherOrderedNorRefused() {
        PluginOrder order = PluginOrder.of(List.of(plugin("a"), plugin("b", "a"), plugin("c")), Set.of("a", "gone"));

        assertThat(order.ids()).containsExactly("c");
        assertThat(order.refused()).isEqualTo(Map.of("b", "it requires the plugin a, which is disabled"));
    }

    @Test
    void circlesAreReportedAndTheOthersStart() {
        PluginOrder order =
                order(plugin("a", "b"), plugin("b", "c"), plugin("c", "b"), plugin("d"), plugin("self", "self"));

        assertThat(order.ids()).containsExactly("d");
        assertThat(order.refused().get("a")).endsWith("none of them can start first: b -> c -> b");
        assertThat(order.refused().get("c")).endsWith(": c -> b -> c");
        assertThat(order.refused().get("self")).endsWith(": self -> self");
    }
}
