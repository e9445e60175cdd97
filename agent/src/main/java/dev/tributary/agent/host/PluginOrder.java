package dev.tributary.agent.host;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The order in which plugins start: each after those that it requires, otherwise by id. Pure: the same plugins give the
 * same order on every box.
 *
 * @param ids all that can start, in order
 * @param refused those that cannot, with one sentence each
 */
record PluginOrder(List<String> ids, Map<String, String> refused) {
    PluginOrder {
        ids = List.copyOf(ids);
        refused = Collections.unmodifiableMap(new LinkedHashMap<>(refused));
    }

    /** Orders {@code plugins}, whose ids differ, as if those in {@code disabled} were not here. */
    static PluginOrder of(Collection<PluginDescriptor> plugins, Set<String> disabled) {
        SortedMap<String, PluginDescriptor> waiting = new TreeMap<>();
        plugins.stream()
                .filter(plugin -> !disabled.contains(plugin.id()))
                .forEach(plugin -> waiting.put(plugin.id(), plugin));
        List<String> ordered = new ArrayList<>();
        Map<String, String> refused = new TreeMap<>();
        boolean moved = true;
        while (moved) {
            moved = false;
            for (PluginDescriptor plugin : List.copyOf(waiting.values())) {
                Optional<String> problem = plugin.requires().stream()
                        .filter(required -> !waiting.containsKey(required) && !ordered.contains(required))
                        .findFirst()
                        .map(required ->
                                "it requires the plugin " + required + ", " + why(required, refused, disabled));
                if (problem.isPresent()) {
                    refused.put(plugin.id(), problem.get());
                } else if (ordered.containsAll(plugin.requires())) {
                    ordered.add(plugin.id());
                } else {
                    continue;
                }
                waiting.remove(plugin.id());
                moved = true;
            }
        }
        waiting.values().forEach(plugin -> refused.put(plugin.id(), waitsInCircle(plugin, waiting)));
        return new PluginOrder(ordered, refused);
    }

    private static String why(String missing, Map<String, String> refused, Set<String> disabled) {
        if (disabled.contains(missing)) {
            return "which is disabled";
        }
        return refused.containsKey(missing) ? "which cannot start" : "which is not here: install that one too";
    }

    /** Follows what is required until a plugin comes up again: that is the circle. */
    private static String waitsInCircle(PluginDescriptor plugin, Map<String, PluginDescriptor> waiting) {
        List<String> path = new ArrayList<>();
        Optional<PluginDescriptor> next = Optional.of(plugin);
        while (next.isPresent() && !path.contains(next.get().id())) {
            path.add(next.get().id());
            next = next.get().requires().stream()
                    .filter(waiting::containsKey)
                    .map(waiting::get)
                    .findFirst();
        }
        String again = next.map(PluginDescriptor::id).orElse(plugin.id());
        List<String> circle = path.subList(Math.max(0, path.indexOf(again)), path.size());
        return "plugins require each other in a circle, so none of them can start first: " + String.join(" -> ", circle)
                + " -> " + again;
    }
}
