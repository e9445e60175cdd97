package dev.tributary.agent.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * Two agents in processes of their own that publish and copy each other's logs over a link that breaks again and again,
 * with rules of retention, so that both consolidate and prune. In the first third of the time they are restarted, by
 * turns cleanly and with kill -9; afterwards they live on, so that the heap of one life can be followed.
 */
final class SoakRun {
    private static final Duration LINK_DOWN = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final double MIB = 1024.0 * 1024.0;

    private final Plan plan;
    private final Consumer<String> says;
    private final SoakSide first;
    private final SoakSide second;
    private final List<String> faults = new ArrayList<>();
    private final List<String> losses = new ArrayList<>();
    private Optional<LinkProxy> link = Optional.empty();
    private int flaps;
    private int restarts;
    private long missing;
    private long begin;

    /**
     * What is done.
     *
     * @param events how many are published, about
     * @param time in how much time
     * @param keep how many events of each log are kept
     * @param payload characters in each event, of which each holds four random bits
     * @param flapEvery time between two breaks of the link
     * @param restarts how often an agent is restarted
     * @param warmUp the part of a process's life that the trend of its heap leaves out
     * @param seed of the payloads
     */
    record Plan(
            long events,
            Duration time,
            long keep,
            int payload,
            Duration flapEvery,
            int restarts,
            Duration warmUp,
            long seed) {
        private static final Duration MINUTE = Duration.ofMinutes(1);

        /** Often enough for a line through the points, and at most every second. */
        Duration sampleEvery() {
            Duration part = time.dividedBy(360);
            return part.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : part;
        }

        Duration tellEvery() {
            Duration part = time.dividedBy(5);
            return part.compareTo(MINUTE) < 0 ? part : MINUTE;
        }
    }

    SoakRun(Path folder, Plan plan, Consumer<String> says) {
        this.plan = plan;
        this.says = says;
        String[] options = {
            "--set",
            "storage.segment-size=" + (plan.keep() >= 20_000 ? "4MiB" : "1MiB"),
            "--set",
            "storage.retention=others;events=" + plan.keep() + ",own;events=" + plan.keep()
        };
        this.first = new SoakSide("first", folder, options);
        this.second = new SoakSide("second", folder, options);
    }

    /** Runs all of it and stops both agents; returns what was wrong, in sentences. */
    List<String> run() throws IOException, InterruptedException {
        try (first;
                second) {
            first.start();
            second.with(
                    "--space",
                    first.process().get("/api/v1/status").path("space").asText());
            second.start();
            first.process().addPeer(second.process().author(), Optional.empty());
            connect();
            begin = System.nanoTime();
            try (SoakLoad load = SoakLoad.on(first, second, plan)) {
                live();
                load.finish();
            }
            settle();
            look();
        } finally {
            unlink();
        }
        for (SoakSide side : List.of(first, second)) {
            losses.addAll(side.verify());
        }
        losses.addAll(faults);
        return losses;
    }

    private void live() throws IOException, InterruptedException {
        Rhythm flap = new Rhythm(plan.flapEvery());
        Rhythm restart = new Rhythm(plan.time().dividedBy(3L * (plan.restarts() + 1)));
        Rhythm sample = new Rhythm(plan.sampleEvery());
        Rhythm tell = new Rhythm(plan.tellEvery());
        while (elapsed().compareTo(plan.time()) < 0) {
            if (restarts < plan.restarts() && restart.isDue(elapsed())) {
                restart();
            }
            if (flap.isDue(elapsed())) {
                flap();
            }
            if (sample.isDue(elapsed())) {
                look();
            }
            if (tell.isDue(elapsed())) {
                tell();
            }
            Waits.pause(Duration.ofMillis(20));
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** By turns for a moment and for a while. */
    private void flap() {
        flaps++;
        LinkProxy proxy = link.orElseThrow();
        if (flaps % 2 == 1) {
            proxy.cut();
        } else {
            proxy.down();
            Waits.pause(LINK_DOWN);
            proxy.up();
        }
    }

    /** One after the other cleanly, then one after the other with kill -9. */
    private void restart() throws IOException, InterruptedException {
        SoakSide side = restarts % 2 == 0 ? first : second;
        boolean killed = restarts % 4 >= 2;
        restarts++;
        side.end(killed);
        side.start();
        connect();
    }

    /** A port is another after each start. */
    private void connect() throws IOException {
        unlink();
        LinkProxy proxy = LinkProxy.to(first.process().syncAddress(), LinkProxy.Way.FREE);
        link = Optional.of(proxy);
        second.process().addPeer(first.process().author(), Optional.of(proxy.address()));
    }

    private void unlink() throws IOException {
        if (link.isPresent()) {
            link.get().close();
        }
        link = Optional.empty();
    }

    private void look() throws IOException, InterruptedException {
        missing = 0;
        for (SoakSide side : List.of(first, second)) {
            side.sample(plan.warmUp().toNanos());
            for (String fault : side.takeFaults()) {
                says.accept(fault);
                faults.add(fault);
            }
        }
        missing = follow(first, second) + follow(second, first);
    }

    /** How much of what was acknowledged on one is not on the other yet. */
    private static long follow(SoakSide writer, SoakSide reader) {
        return writer.ledger()
                .balance(reader.follow(writer, writer.process().author()))
                .missing();
    }

    private void tell() {
        SoakSide.Sample one = last(first);
        SoakSide.Sample other = last(second);
        says.accept(String.format(
                Locale.ROOT,
                "%4d s  acknowledged %d, on their way %d; heap %.1f and %.1f MiB, resident %.0f and %.0f MiB, "
                        + "disk %.1f and %.1f MiB; %d breaks of the link, %d restarts, %.0f duplicates, %d errors",
                elapsed().toSeconds(),
                acknowledged(),
                missing,
                one.heap() / MIB,
                other.heap() / MIB,
                one.resident() / MIB,
                other.resident() / MIB,
                one.disk() / MIB,
                other.disk() / MIB,
                flaps,
                restarts,
                duplicates(),
                faults.size()));
    }

    private static SoakSide.Sample last(SoakSide side) {
        List<SoakSide.Sample> all = side.samples();
        return all.isEmpty() ? new SoakSide.Sample(0, 0, 0, 0) : all.get(all.size() - 1);
    }

    /** Waits until both prove that they hold the same, and looks whether they hold what was acknowledged. */
    private void settle() throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!inSync() && System.nanoTime() < end) {
            Waits.pause(Duration.ofMillis(100));
        }
        if (!inSync()) {
            losses.add("after " + PATIENCE.toSeconds() + " s in peace the two still differ: "
                    + first.process().get("/api/v1/peers") + " and "
                    + second.process().get("/api/v1/peers"));
        }
        balance(first, second);
        balance(second, first);
    }

    private boolean inSync() {
        return proven(first) && proven(second) && digest(first).equals(digest(second));
    }

    private static boolean proven(SoakSide side) {
        return side.process()
                .get("/api/v1/peers")
                .path("peers")
                .path(0)
                .path("rootsEqual")
                .asBoolean();
    }

    private static String digest(SoakSide side) {
        return side.process().get("/api/v1/status").path("digest").asText();
    }

    private void balance(SoakSide writer, SoakSide reader) {
        SoakLedger.Balance balance =
                writer.ledger().balance(reader.follow(writer, writer.process().author()));
        if (balance.missing() > 0) {
            losses.add("lost: " + balance.missing() + " events that the " + writer.name() + " acknowledged are not at "
                    + "the " + reader.name());
        }
        if (balance.changed() > 0) {
            losses.add("changed: " + balance.changed() + " events that the " + writer.name()
                    + " acknowledged are others at the " + reader.name());
        }
    }

    private long acknowledged() {
        return first.ledger().acknowledged() + second.ledger().acknowledged();
    }

    private double duplicates() {
        return first.duplicates() + second.duplicates();
    }

    /** What came of it, after {@link #run}. */
    void note(Figures figures) {
        figures.add("acknowledged", (double) acknowledged(), "events");
        figures.add("missing", (double) missing, "of them");
        figures.add("duplicates", duplicates(), "events that came a second time");
        figures.add("errors", faults.size(), "refused events and lines of level WARN or above");
        figures.add("link_breaks", flaps, "");
        figures.add("restarts", restarts, "half of them kill -9");
        for (SoakSide side : List.of(first, second)) {
            HeapTrend.Slope slope = side.heapSlope();
            figures.add(side.name() + "_heap_slope", slope.perHour(), "% an hour, of the least of 6 samples");
            figures.add(side.name() + "_heap_slope_error", slope.error(), "% an hour, standard error");
            figures.add(side.name() + "_heap", last(side).heap() / MIB, "MiB after a collection");
            halves(figures, side, "rss", SoakSide.Sample::resident);
            halves(figures, side, "disk", SoakSide.Sample::disk);
        }
    }

    private void halves(Figures figures, SoakSide side, String what, ToLongFunction<SoakSide.Sample> figure) {
        long middle = begin + plan.time().toNanos() / 2;
        long before = side.samples().stream()
                .filter(sample -> sample.nanos() < middle)
                .mapToLong(figure)
                .max()
                .orElse(0);
        long after = side.samples().stream()
                .filter(sample -> sample.nanos() >= middle)
                .mapToLong(figure)
                .max()
                .orElse(0);
        figures.add(side.name() + "_" + what + "_first_half", before / MIB, "MiB at most");
        figures.add(side.name() + "_" + what + "_last_half", after / MIB, "MiB at most");
    }

    /** Comes again and again. */
    private static final class Rhythm {
        private final Duration every;
        private Duration due;

        Rhythm(Duration every) {
            this.every = every;
            this.due = every;
        }

        boolean isDue(Duration elapsed) {
            if (elapsed.compareTo(due) < 0) {
                return false;
            }
            due = elapsed.plus(every);
            return true;
        }
    }
}
