package dev.tributary.plugins.telemetry;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/** Kernel files of three machines: a virtual one, the same ten seconds later, and a laptop. */
final class KernelFiles {
    static final Path VM = folder("vm");
    static final Path VM_LATER = folder("vm-later");
    static final Path LAPTOP = folder("laptop");
    static final Path NONE = VM.resolve("proc/net");

    private KernelFiles() {}

    static String text(Path machine, String path) {
        return new HostFiles(machine).text(path).orElseThrow();
    }

    private static Path folder(String name) {
        try {
            return Path.of(Objects.requireNonNull(KernelFiles.class.getResource("/" + name), name)
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
