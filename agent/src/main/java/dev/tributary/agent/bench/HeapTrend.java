package dev.tributary.agent.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How fast a figure grows that swings with what is under way: one line through the least of every {@value #WINDOW}
 * points, for all lives of a process, which may begin at different heights but have one slope (least squares).
 */
final class HeapTrend {
    /** So many points make one, the least; a rest that is smaller does not count. */
    static final int WINDOW = 6;

    private final List<List<Point>> lives = new ArrayList<>();

    private record Point(double hours, double value) {}

    /**
     * A slope in percent of the mean an hour.
     *
     * @param error its standard error
     */
    record Slope(double perHour, double error) {}

    /** The process began anew. */
    void newLife() {
        lives.add(new ArrayList<>());
    }

    void add(double hours, double value) {
        lives.get(lives.size() - 1).add(new Point(hours, value));
    }

    /** The slope; not a number without two windows of one life. */
    Slope slope() {
        double xx = 0;
        double xy = 0;
        double yy = 0;
        double sum = 0;
        int count = 0;
        List<List<Point>> all = lives.stream().map(HeapTrend::least).toList();
        for (List<Point> life : all) {
            double x = life.stream().mapToDouble(Point::hours).average().orElse(0);
            double y = life.stream().mapToDouble(Point::value).average().orElse(0);
            for (Point point : life) {
                xx += (point.hours() - x) * (point.hours() - x);
                xy += (point.hours() - x) * (point.value() - y);
                yy += (point.value() - y) * (point.value() - y);
                sum += point.value();
                count++;
            }
        }
        double mean = sum / count;
        long used = all.stream().filter(life -> !life.isEmpty()).count();
        double left = Math.max(0, yy - xy * xy / xx);
        double error = Math.sqrt(left / (count - used - 1) / xx);
        return new Slope(100 * xy / xx / mean, 100 * error / mean);
    }

    private static List<Point> least(List<Point> life) {
        List<Point> least = new ArrayList<>();
        for (int end = WINDOW; end <= life.size(); end += WINDOW) {
            life.subList(end - WINDOW, end).stream()
                    .min(Comparator.comparingDouble(Point::value))
                    .ifPresent(least::add);
        }
        return least;
    }
}
