package dev.tributary.plugins.telemetry;

import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.plugin.Plugin;
import dev.tributary.api.plugin.PluginContext;
import dev.tributary.api.plugin.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Publishes readings of the machine that it runs on: {@code host.cpu}, {@code host.memory}, {@code host.disk},
 * {@code host.network} and {@code host.temperature}, as JSON with units in the names of the keys. All readings of one
 * moment are one batch: one signature, one write.
 *
 * <p>Settings: {@code interval} (5s; at least 100ms), {@code types} (all of
 * {@code cpu,memory,disk,network,temperature}), {@code disk.path} (the root of the working directory),
 * {@code network.except} (names of interfaces).
 *
 * @since 0.1
 */
public final class HostTelemetry implements Plugin {
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final Duration SHORTEST = Duration.ofMillis(100);

    /** The first readings come early: somebody may be waiting to see that it works. */
    private static final Duration FIRST = Duration.ofMillis(300);

    private final Path root;
    private List<Reading> readings = List.of();
    private @Nullable CompletionStage<List<EventRef>> underWay;

    /** Reads the machine's own files. */
    public HostTelemetry() {
        this(Path.of("/"));
    }

    HostTelemetry(Path root) {
        this.root = root;
    }

    @Override
    public void start(PluginContext context) {
        Settings settings = context.settings();
        Duration interval = settings.duration("interval", INTERVAL);
        if (interval.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException("plugin setting interval is at least 100ms");
        }
        readings = chosen(settings, available(settings));
        long now = System.nanoTime();
        readings.forEach(reading -> reading.read(now));
        context.timers().after(FIRST.compareTo(interval) < 0 ? FIRST : interval, () -> publish(context));
        context.timers().every(interval, () -> publish(context));
    }

    private Map<String, Reading> available(Settings settings) {
        HostFiles files = new HostFiles(root);
        Path workingDirectory = Path.of("").toAbsolutePath();
        Path disk = settings.text("disk.path")
                .map(Path::of)
                .orElse(Optional.ofNullable(workingDirectory.getRoot()).orElse(workingDirectory));
        Map<String, Reading> all = new LinkedHashMap<>();
        all.put("cpu", new CpuReading(files));
        all.put("memory", new MemoryReading(files));
        all.put("disk", new DiskReading(files, disk));
        all.put("network", new NetworkReading(files, Set.copyOf(list(settings, "network.except"))));
        all.put("temperature", new TemperatureReading(files));
        return all;
    }

    private static List<Reading> chosen(Settings settings, Map<String, Reading> all) {
        List<String> names = list(settings, "types");
        List<Reading> chosen = new ArrayList<>();
        for (String name : names.isEmpty() ? all.keySet() : names) {
            Reading reading = all.get(name);
            if (reading == null) {
                throw new IllegalArgumentException("plugin setting types names " + name + ", but there are only "
                        + all.keySet().stream().collect(Collectors.joining(", ")));
            }
            chosen.add(reading);
        }
        return chosen;
    }

    private static List<String> list(Settings settings, String key) {
        return Arrays.stream(settings.text(key).orElse("").split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
    }

    /** Skips a beat while the disk has not taken the last one: readings get old, a queue of them is of no use. */
    private void publish(PluginContext to) {
        CompletionStage<List<EventRef>> before = underWay;
        if (before != null && !before.toCompletableFuture().isDone()) {
            return;
        }
        long now = System.nanoTime();
        List<EventDraft> drafts = new ArrayList<>();
        for (Reading reading : readings) {
            reading.read(now).ifPresent(json -> drafts.add(EventDraft.json(reading.type(), json)));
        }
        if (!drafts.isEmpty()) {
            System.Logger logger = to.logger();
            underWay = to.events().publishAll(drafts).whenComplete((refs, failure) -> {
                if (failure != null) {
                    logger.log(System.Logger.Level.DEBUG, "readings were not published", failure);
                }
            });
        }
    }
}
