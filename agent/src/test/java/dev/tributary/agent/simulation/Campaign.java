package dev.tributary.agent.simulation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;

/** Many seeds, told on all processors. What comes out depends on the seeds only, not on who was faster. */
final class Campaign {
    private static final int LOAD = 60;

    private final long from;
    private final long seeds;
    private final List<Story> stories;
    private final Optional<Bug> bug;
    private final List<Broken> broken = new ArrayList<>();
    private long done;
    private long messages;
    private long virtualMillis;
    private long digest;

    /** A seed that breaks a rule, and which one. */
    record Broken(long seed, Story story, String rule) {}

    /** {@code seeds} from {@code from} on; the {@code stories} take turns. With a {@code bug} in every honest agent. */
    Campaign(long from, long seeds, List<Story> stories, Optional<Bug> bug) {
        this.from = from;
        this.seeds = seeds;
        this.stories = stories;
        this.bug = bug;
    }

    /** Tells them all; {@code progress} is called after each, by one thread at a time. */
    void run(Consumer<Campaign> progress) {
        LongStream.range(from, from + seeds).parallel().forEach(seed -> {
            Told told = tell(seed, stories.get((int) (seed % stories.size())), bug);
            synchronized (this) {
                add(told);
                progress.accept(this);
            }
        });
        broken.sort(Comparator.comparingLong(Broken::seed));
    }

    private void add(Told told) {
        done++;
        told.broken().ifPresent(broken::add);
        messages += told.messages();
        virtualMillis += told.virtualMillis();
        digest += told.digest();
    }

    /** What came of one seed; without figures when it broke a rule. */
    record Told(long messages, long virtualMillis, long digest, Optional<Broken> broken) {}

    /** Tells one seed's version of a story, with a {@code bug} in every honest agent. */
    static Told tell(long seed, Story story, Optional<Bug> bug) {
        try {
            SimWorld world = story.tell(seed, LOAD, bug).world;
            long digest = world.transcript().asBuffer().getLong() * (2 * seed + 1);
            return new Told(world.delivered(), world.clock.passed(), digest, Optional.empty());
        } catch (AssertionError | RuntimeException e) {
            return new Told(0, 0, 0, Optional.of(new Broken(seed, story, e.toString())));
        }
    }

    long seeds() {
        return seeds;
    }

    long done() {
        return done;
    }

    long messages() {
        return messages;
    }

    /** How much time passed in all worlds together. */
    long virtualMillis() {
        return virtualMillis;
    }

    /** Equal for equal runs of the same seeds. */
    String digest() {
        return "%016x".formatted(digest);
    }

    /** Ordered by seed once all are told. */
    List<Broken> broken() {
        return broken;
    }
}
