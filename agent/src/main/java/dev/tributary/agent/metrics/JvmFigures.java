package dev.tributary.agent.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The JVM and its process. Without listeners and threads of its own, so that nothing has to be stopped. */
final class JvmFigures {
    private static final Path STATUS = Path.of("/proc/self/status");

    private JvmFigures() {}

    static void register(MeterRegistry registry) {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            FunctionCounter.builder("jvm.gc.collection.seconds", collector, bean -> bean.getCollectionTime() / 1000.0)
                    .description("Time spent in collections.")
                    .tag("gc", collector.getName())
                    .register(registry);
            FunctionCounter.builder("jvm.gc.collections", collector, GarbageCollectorMXBean::getCollectionCount)
                    .description("Collections.")
                    .tag("gc", collector.getName())
                    .register(registry);
        }
        Gauge.builder("jvm.gc.live.data.bytes", JvmFigures::liveBytes)
                .description("Long-lived heap that was still in use after the last full collection.")
                .register(registry);
        if (Files.isReadable(STATUS)) {
            Gauge.builder("process.resident.memory.bytes", JvmFigures::residentBytes)
                    .description("Memory of this process that is in RAM.")
                    .register(registry);
        }
    }

    /** The JVM keeps what each pool held after a collection of it: 0 before the first one. */
    private static double liveBytes() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool ->
                        pool.getName().endsWith("Old Gen") || pool.getName().endsWith("Tenured Gen"))
                .mapToDouble(pool -> pool.getCollectionUsage().getUsed())
                .sum();
    }

    /** Read from the kernel, not from a disk. */
    private static double residentBytes() {
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> 1024 * Double.parseDouble(line.replaceAll("\\D+", "")))
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException e) {
            return Double.NaN;
        }
    }
}
