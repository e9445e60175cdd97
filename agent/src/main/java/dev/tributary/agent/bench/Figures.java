package dev.tributary.agent.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Collects named figures over several runs and prints medians: lines for people, then one JSON line. */
final class Figures {
    private final String benchmark;
    private final Map<String, List<Double>> values = new LinkedHashMap<>();
    private final Map<String, String> units = new LinkedHashMap<>();

    Figures(String benchmark) {
        this.benchmark = benchmark;
    }

    void add(String name, double value, String unit) {
        values.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
        units.put(name, unit);
    }

    void print(PrintWriter out) {
        StringBuilder json =
                new StringBuilder("{\"benchmark\":\"").append(benchmark).append('"');
        values.forEach((name, all) -> {
            double median = median(all);
            out.println(String.format(
                    Locale.ROOT, "%-28s %14s %s", name.replace('_', ' '), shown(median), unit(name, all)));
            json.append(",\"").append(name).append("\":").append(shown(median));
        });
        out.println(json.append('}'));
        out.flush();
    }

    private String unit(String name, List<Double> all) {
        String unit = Objects.requireNonNull(units.get(name));
        return all.size() == 1 ? unit : unit + "   (median of " + all.size() + ": " + range(all) + ")";
    }

    private static String range(List<Double> all) {
        return shown(all.stream().min(Double::compare).orElse(0.0)) + " to "
                + shown(all.stream().max(Double::compare).orElse(0.0));
    }

    /** The middle one; the mean of the middle two of an even number. */
    static double median(List<Double> all) {
        List<Double> sorted = all.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static String shown(double value) {
        return Math.abs(value) >= 1_000
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.3f", value);
    }
}
