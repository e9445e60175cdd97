package dev.tributary.plugins.telemetry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** What the machine's thermometers say; nothing where there are none, as in most virtual machines. */
final class TemperatureReading implements Reading {
    static final int MAX_SENSORS = 32;
    private static final double MILLI = 1_000;

    private final HostFiles files;

    private record Sensor(String name, double celsius) {}

    TemperatureReading(HostFiles files) {
        this.files = files;
    }

    @Override
    public String type() {
        return "host.temperature";
    }

    @Override
    public Optional<String> read(long nanos) {
        List<Sensor> sensors = sensors();
        OptionalDouble highest = sensors.stream().mapToDouble(Sensor::celsius).max();
        if (highest.isEmpty()) {
            return Optional.empty();
        }
        String list = sensors.stream()
                .map(sensor -> new Json()
                        .text("name", sensor.name())
                        .number("celsius", sensor.celsius())
                        .toString())
                .collect(Collectors.joining(",", "[", "]"));
        return Optional.of(new Json()
                .number("highestCelsius", highest.getAsDouble())
                .raw("sensors", list)
                .toString());
    }

    private List<Sensor> sensors() {
        List<Sensor> sensors = new ArrayList<>();
        for (String zone : files.list("sys/class/thermal", "thermal_zone*")) {
            add(sensors, line(zone + "/type").orElse("zone"), zone + "/temp");
        }
        for (String chip : files.list("sys/class/hwmon", "hwmon*")) {
            String name = line(chip + "/name").orElse("chip");
            for (String input : files.list(chip, "temp*_input")) {
                String label = line(input.replace("_input", "_label"))
                        .map(text -> " " + text)
                        .orElse("");
                add(sensors, name + label, input);
            }
        }
        return sensors;
    }

    /** A sensor that is switched off gives nonsense or cannot be read: it is left out. */
    private void add(List<Sensor> sensors, String name, String path) {
        double celsius =
                line(path).map(text -> Columns.of(text).decimal(0) / MILLI).orElse(Double.NaN);
        if (celsius > -100 && celsius < 250 && sensors.size() < MAX_SENSORS) {
            sensors.add(new Sensor(name, celsius));
        }
    }

    private Optional<String> line(String path) {
        return files.text(path).map(String::strip).filter(text -> !text.isEmpty());
    }
}
