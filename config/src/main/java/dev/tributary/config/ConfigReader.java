package dev.tributary.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads all sources of a configuration, and reports everything that is wrong in any of them, also in values that
 * another source overrides. Writes nothing and opens nothing but the file.
 *
 * @since 0.1
 */
public final class ConfigReader {
    private final List<ConfigProblem> problems = new ArrayList<>();
    private final Map<String, Setting> settings = new HashMap<>();

    private ConfigReader() {}

    /** Reads {@code sources}; blocks while the file is read. */
    public static ConfigResult read(ConfigSources sources) {
        return new ConfigReader().readAll(sources);
    }

    private ConfigResult readAll(ConfigSources sources) {
        sources.file().ifPresent(file -> take(fileClaims(file), Origin.Layer.FILE));
        take(Environment.claims(sources.environment(), problems), Origin.Layer.ENVIRONMENT);
        take(flagClaims(sources.flags()), Origin.Layer.FLAG);
        fillIn();
        CrossCheck.run(settings, problems);
        return problems.isEmpty()
                ? new ConfigResult.Valid(new ConfigBuilder(settings).build(), inOrder())
                : new ConfigResult.Invalid(asMet());
    }

    private List<Claim> fileClaims(Path file) {
        return ConfigFile.text(file, problems)
                .map(text -> new YamlTree(file.toString(), text, problems).read())
                .map(root -> new ClaimFlattener(problems).flatten(root))
                .orElse(List.of());
    }

    private static List<Claim> flagClaims(List<ConfigSources.Flag> flags) {
        return flags.stream()
                .map(flag -> {
                    Place place = Place.of(flag.name());
                    return new Claim(flag.path(), place, new Node.Scalar(place, flag.value()));
                })
                .toList();
    }

    /** Later claims beat earlier ones. */
    private void take(List<Claim> claims, Origin.Layer layer) {
        ClaimChecker checker = new ClaimChecker(problems);
        claims.forEach(
                claim -> checker.check(claim, layer).ifPresent(setting -> settings.put(setting.path(), setting)));
    }

    private void fillIn() {
        for (ConfigKey key : ConfigKeys.ALL) {
            boolean nothing = key.byDefault().isEmpty() || key.type() instanceof ValueType.ListOf;
            List<String> texts = nothing ? List.of() : List.of(key.byDefault());
            if (!key.path().equals(ConfigKeys.PLUGIN_SETTINGS)) {
                settings.putIfAbsent(key.path(), new Setting(key, key.path(), texts, Origin.BY_DEFAULT));
            }
        }
    }

    /** Source by source, each from top to bottom. */
    private List<ConfigProblem> asMet() {
        List<String> sources = problems.stream()
                .map(problem -> problem.place().source())
                .distinct()
                .toList();
        return problems.stream()
                .sorted(Comparator.comparingInt((ConfigProblem problem) ->
                                sources.indexOf(problem.place().source()))
                        .thenComparing(problem -> problem.place().line())
                        .thenComparing(problem -> problem.place().column()))
                .toList();
    }

    private List<Setting> inOrder() {
        Comparator<Setting> byTable = Comparator.comparingInt(setting -> ConfigKeys.ALL.indexOf(setting.key()));
        return settings.values().stream()
                .sorted(byTable.thenComparing(Setting::path))
                .toList();
    }
}
