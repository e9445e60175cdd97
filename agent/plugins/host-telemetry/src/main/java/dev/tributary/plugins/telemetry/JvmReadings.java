package dev.tributary.plugins.telemetry;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;

/** What the JDK itself knows about a machine without {@code /proc}. */
final class JvmReadings {
    private JvmReadings() {}

    static Optional<String> cpu() {
        return bean().map(bean -> new Json()
                .number("busyPercent", bean.getCpuLoad() < 0 ? Double.NaN : 100 * bean.getCpuLoad())
                .number("cores", bean.getAvailableProcessors())
                .number("load1", bean.getSystemLoadAverage() < 0 ? Double.NaN : bean.getSystemLoadAverage())
                .toString());
    }

    static Optional<String> memory() {
        return bean().map(bean -> new MemoryInfo(
                        bean.getTotalMemorySize(),
                        bean.getFreeMemorySize(),
                        bean.getTotalSwapSpaceSize(),
                        bean.getFreeSwapSpaceSize())
                .json());
    }

    private static Optional<OperatingSystemMXBean> bean() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean bean
                ? Optional.of(bean)
                : Optional.empty();
    }
}
