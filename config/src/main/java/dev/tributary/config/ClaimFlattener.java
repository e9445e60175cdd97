package dev.tributary.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Turns the tree of a file into claims about paths: a section's keys get its name before theirs. What stands where no
 * key is known stays a claim about that path, so that the one who knows the keys can report it.
 */
final class ClaimFlattener {
    private final List<ConfigProblem> problems;
    private final List<Claim> claims = new ArrayList<>();
    private final Map<String, Place> seen = new HashMap<>();

    ClaimFlattener(List<ConfigProblem> problems) {
        this.problems = problems;
    }

    List<Claim> flatten(Node.Mapping root) {
        section(root, "");
        return claims;
    }

    private void section(Node.Mapping mapping, String prefix) {
        for (Node.Entry entry : mapping.entries()) {
            String path = prefix + entry.name();
            boolean ofPlugin = (path + ".").startsWith(ConfigKeys.PLUGIN_SETTINGS + ".");
            if (!ofPlugin && !ConfigKeys.isSection(path)) {
                claim(path, entry.place(), entry.value());
            } else if (entry.value() instanceof Node.Mapping below) {
                section(below, path + ".");
            } else if (isPluginValue(path)) {
                claim(path, entry.place(), entry.value());
            } else if (!(entry.value() instanceof Node.Nothing)) {
                report(
                        entry.value().place(),
                        path,
                        "is a group of keys, but here stands " + entry.value().noun());
            }
        }
    }

    /** True below a plugin's id: {@code plugins.settings.<id>.<name>}. */
    private static boolean isPluginValue(String path) {
        return path.startsWith(ConfigKeys.PLUGIN_SETTINGS + ".")
                && path.indexOf('.', ConfigKeys.PLUGIN_SETTINGS.length() + 1) > 0;
    }

    private void claim(String path, Place place, Node value) {
        Place first = seen.putIfAbsent(path, place);
        if (first != null) {
            report(place, path, "is written twice, first in line " + first.line() + "; keep one");
        } else if (!(value instanceof Node.Nothing && ConfigKeys.find(path).isPresent())) {
            claims.add(new Claim(path, place, value));
        }
    }

    private void report(Place place, String path, String message) {
        problems.add(new ConfigProblem(place, path, message, Optional.empty()));
    }
}
