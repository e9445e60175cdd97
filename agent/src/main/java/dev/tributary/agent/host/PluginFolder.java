package dev.tributary.agent.host;

import dev.tributary.api.status.PluginStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What lies in a directory of plugins. Only descriptors are read here: no class of a plugin is loaded.
 *
 * @param found the usable plugins, in order of their file names; ids differ
 * @param refused the other jars, under their file names, with the reason
 */
record PluginFolder(List<Found> found, List<PluginStatus> refused) {
    private static final Logger LOG = LoggerFactory.getLogger(PluginFolder.class);

    /** A jar with a good descriptor. */
    record Found(Path jar, PluginDescriptor descriptor) {}

    PluginFolder {
        found = List.copyOf(found);
        refused = List.copyOf(refused);
    }

    /** Reads all jars of {@code directory}; one that does not exist holds none. */
    static PluginFolder scan(Path directory) {
        Map<String, Found> found = new LinkedHashMap<>();
        List<PluginStatus> refused = new ArrayList<>();
        for (Path jar : jars(directory, refused)) {
            try {
                PluginDescriptor descriptor = PluginDescriptor.read(jar);
                ApiVersion.check(descriptor.apiRange());
                Found before = found.putIfAbsent(descriptor.id(), new Found(jar, descriptor));
                if (before != null) {
                    throw new BadPluginException("its id " + descriptor.id() + " is that of "
                            + before.jar().getFileName() + " too, which is used: take one of the two away");
                }
            } catch (BadPluginException e) {
                refused.add(refused(jar, Sentence.messageOf(e)));
            }
        }
        return new PluginFolder(List.copyOf(found.values()), refused);
    }

    /** The usable plugins by their ids. */
    SortedMap<String, Found> byId() {
        SortedMap<String, Found> map = new TreeMap<>();
        found.forEach(one -> map.put(one.descriptor().id(), one));
        return map;
    }

    /** What the usable plugins say about themselves. */
    List<PluginDescriptor> descriptors() {
        return found.stream().map(Found::descriptor).toList();
    }

    /** The usable plugins that {@code disabled} keeps from starting. */
    List<PluginStatus> idle(Set<String> disabled) {
        return descriptors().stream()
                .filter(one -> disabled.contains(one.id()))
                .map(one ->
                        new PluginStatus(one.id(), one.version(), one.description(), PluginStatus.State.LOADED, 0, ""))
                .toList();
    }

    private static List<Path> jars(Path directory, List<PluginStatus> refused) {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            refused.add(refused(directory, "the directory cannot be read (" + Sentence.of(e) + "): check its rights"));
            return List.of();
        }
    }

    private static PluginStatus refused(Path file, String sentence) {
        LOG.warn("{} is not loaded: {}", file, sentence);
        return new PluginStatus(String.valueOf(file.getFileName()), "", "", PluginStatus.State.FAILED, 1, sentence);
    }
}
