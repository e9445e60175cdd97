package dev.tributary.agent.simulation;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Tries many seeds, for the command {@code bench simulate}, which starts it in a JVM of its own. Standard output gets
 * the figures, standard error the progress. Ends with 0, with 1 when a seed breaks a rule, with 2 for wrong usage.
 */
final class Simulator {
    private static final long SHOW_EVERY = TimeUnit.SECONDS.toNanos(2);
    private static final int MOST_SHOWN = 20;
    private static final double MILLIS_PER_HOUR = 3_600_000.0;
    private static final String USAGE =
            "usage: simulate --seeds N --from S [--story NAME], N and S whole numbers, N above and S not below 0";

    private final PrintStream out;
    private final PrintStream err;
    private long shown = System.nanoTime();

    Simulator(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] args) {
        System.exit(new Simulator(System.out, System.err).run(List.of(args)));
    }

    /** What was asked for. */
    private record Asked(long seeds, long from, Optional<Story> story) {}

    int run(List<String> args) {
        Asked asked;
        try {
            asked = asked(args);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return 2;
        }
        List<Story> stories = asked.story().map(List::of).orElse(List.of(Story.values()));
        Campaign campaign = new Campaign(asked.from(), asked.seeds(), stories, Optional.empty());
        long begin = System.nanoTime();
        campaign.run(this::progress);
        return print(campaign, (System.nanoTime() - begin) / 1e9);
    }

    private static Asked asked(List<String> args) {
        long seeds = 100;
        long from = 0;
        Optional<Story> story = Optional.empty();
        for (int i = 0; i < args.size(); i += 2) {
            String value = i + 1 < args.size() ? args.get(i + 1) : "";
            switch (args.get(i)) {
                case "--seeds" -> seeds = number(value, 1);
                case "--from" -> from = number(value, 0);
                case "--story" -> story = Optional.of(story(value));
                default -> throw new IllegalArgumentException(USAGE);
            }
        }
        return new Asked(seeds, from, story);
    }

    private static long number(String text, long least) {
        try {
            long number = Long.parseLong(text);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(USAGE, e);
        }
        throw new IllegalArgumentException(USAGE);
    }

    private static Story story(String name) {
        return Arrays.stream(Story.values())
                .filter(story -> story.name().equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no story is called " + name + "; there are " + Arrays.toString(Story.values())));
    }

    private void progress(Campaign campaign) {
        long now = System.nanoTime();
        if (now - shown >= SHOW_EVERY) {
            shown = now;
            err.printf(
                    Locale.ROOT,
                    "%d of %d seeds, %d broken%n",
                    campaign.done(),
                    campaign.seeds(),
                    campaign.broken().size());
        }
    }

    /** Says what came of it and answers with the exit code. */
    int print(Campaign campaign, double seconds) {
        List<Campaign.Broken> broken = campaign.broken();
        broken.stream().limit(MOST_SHOWN).forEach(seed -> {
            out.println("seed " + seed.seed() + " breaks a rule in the story " + seed.story() + ": " + seed.rule());
            out.println("  replay: bin/tributary bench simulate --seeds 1 --from " + seed.seed() + " --story "
                    + seed.story());
        });
        if (broken.size() > MOST_SHOWN) {
            out.println("and " + (broken.size() - MOST_SHOWN) + " more");
        }
        out.printf(
                Locale.ROOT,
                "simulate seeds=%d broken=%d messages=%d virtual_hours=%.1f seconds=%.1f seeds_per_second=%.1f"
                        + " virtual_hours_per_second=%.2f digest=%s%n",
                campaign.done(),
                broken.size(),
                campaign.messages(),
                campaign.virtualMillis() / MILLIS_PER_HOUR,
                seconds,
                campaign.done() / seconds,
                campaign.virtualMillis() / MILLIS_PER_HOUR / seconds,
                campaign.digest());
        return broken.isEmpty() ? 0 : 1;
    }
}
