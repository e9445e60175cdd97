package dev.tributary.plugins.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Readings of one machine, first at one time, then ten seconds later. */
class ReadingsTest {
    private static final long TEN_SECONDS = 10_000_000_000L;

    @TempDir
    Path machine;

    private HostFiles files;

    @BeforeEach
    void beginOnTheVirtualMachine() throws IOException {
        become(KernelFiles.VM);
        files = new HostFiles(machine);
    }

    private void become(Path other) throws IOException {
        try (Stream<Path> paths = Files.walk(other)) {
            for (Path path : paths.toList()) {
                Path copy = machine.resolve(other.relativize(path).toString());
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(path, copy, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    @Test
    void processorNeedsTwoSamples() throws IOException {
        Reading cpu = new CpuReading(files);

        assertThat(cpu.read(0)).isEmpty();
        become(KernelFiles.VM_LATER);
        assertThat(cpu.read(TEN_SECONDS))
                .contains("{\"busyPercent\":100,\"cores\":2,\"load1\":13.22,\"load5\":13.54,\"load15\":9.93,"
                        + "\"uptimeSeconds\":3584}");
    }

    @Test
    void diskTellsRatesFromTheSecondSampleOn() throws IOException {
        Reading disk = new DiskReading(files, machine);

        assertThat(disk.read(0).orElseThrow())
                .contains("\"path\":\"" + machine + "\"", "\"usableBytes\":", "\"usedPercent\":")
                .doesNotContain("PerSecond");
        become(KernelFiles.VM_LATER);
        assertThat(disk.read(TEN_SECONDS).orElseThrow())
                .endsWith("\"readBytesPerSecond\":14336,\"writtenBytesPerSecond\":6144}");
    }

    @Test
    void networkTellsRatesAndTotals() throws IOException {
        Reading network = new NetworkReading(files, Set.of());

        assertThat(network.read(0)).isEmpty();
        become(KernelFiles.LAPTOP);
        assertThat(network.read(TEN_SECONDS))
                .contains("{\"receivedBytesPerSecond\":89481658.9,\"sentBytesPerSecond\":9794565,"
                        + "\"receivedBytes\":1235267890,\"sentBytes\":99065432,\"interfaces\":3}");
    }

    @Test
    void temperatureLeavesBrokenSensorsOut() {
        assertThat(new TemperatureReading(new HostFiles(KernelFiles.LAPTOP)).read(0))
                .contains("{\"highestCelsius\":51.5,\"sensors\":[{\"name\":\"x86_pkg_temp\",\"celsius\":47},"
                        + "{\"name\":\"coretemp Package id 0\",\"celsius\":51.5},"
                        + "{\"name\":\"coretemp\",\"celsius\":49},{\"name\":\"nvme\",\"celsius\":38.85}]}");
        assertThat(new TemperatureReading(files).read(0)).isEmpty();
    }

    @Test
    void temperatureTellsSoManySensorsAtMost() throws IOException {
        Path chip = Files.createDirectories(machine.resolve("sys/class/hwmon/hwmon0"));
        for (int i = 0; i <= TemperatureReading.MAX_SENSORS; i++) {
            Files.writeString(chip.resolve("temp" + i + "_input"), "20000\n");
        }

        String json = new TemperatureReading(files).read(0).orElseThrow();

        assertThat(json.split("\"name\"", -1)).hasSize(TemperatureReading.MAX_SENSORS + 1);
    }

    @Test
    void withoutKernelFilesTheJdkTells() {
        HostFiles none = new HostFiles(KernelFiles.NONE);

        assertThat(new CpuReading(none).read(0).orElseThrow()).contains("\"cores\":");
        assertThat(new MemoryReading(none).read(0).orElseThrow()).contains("\"totalBytes\":", "\"usedPercent\":");
        assertThat(new NetworkReading(none, Set.of()).read(0)).isEmpty();
    }

    @Test
    void textIsEscaped() {
        assertThat(new Json()
                        .text("na\"me", "a\\b\n")
                        .number("nan", Double.NaN)
                        .number("half", 0.125)
                        .toString())
                .isEqualTo("{\"na\\\"me\":\"a\\\\b\\u000a\",\"half\":0.13}");
    }
}
