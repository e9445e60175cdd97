package dev.tributary.agent.cli;

import dev.tributary.api.host.Agent;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.plugin.Arrival;
import dev.tributary.api.plugin.EventFilter;
import dev.tributary.api.plugin.Registration;
import dev.tributary.api.status.PeerStatus;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** Tells how far the first agent's events have come, and when the first of its readings is at the last agent. */
final class DemoProgress implements AutoCloseable {
    private static final int SHOWN_PAYLOAD = 100;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final DemoFleet fleet;
    private final PrintWriter out;
    private final AuthorId writer;
    private final long startedNanos = System.nanoTime();
    private final AtomicBoolean arrived = new AtomicBoolean();
    private final Registration listening;

    DemoProgress(DemoFleet fleet, PrintWriter out) {
        this.fleet = fleet;
        this.out = out;
        this.writer = fleet.first().author();
        EventFilter written = new EventFilter(Optional.of(writer), Optional.empty());
        this.listening = fleet.last().reader().listen(written, 0, this::arrived);
    }

    /** One line a second. */
    void line(long second) {
        long events = written();
        long copied = copied();
        out.println(String.format(
                Locale.ROOT,
                "%4d s  written %-6s copied to agent %d %-6s behind %-5s links carried %s",
                second,
                Amounts.count(events),
                fleet.size(),
                Amounts.count(copied),
                Amounts.count(Math.max(0, events - copied)),
                Amounts.bytes(bytes())));
        out.flush();
    }

    /**
     * What it came to: waits for what is written by now to be copied, unless the demo was asked to stop or {@code most}
     * has passed.
     */
    void summary(StopRequests.Armed stop, Duration most) throws InterruptedException {
        long target = written();
        long untilNanos = System.nanoTime() + most.toNanos();
        boolean hurry = false;
        while (!hurry && copied() < target && System.nanoTime() < untilNanos) {
            hurry = stop.await(LOOK_AGAIN);
        }
        long copied = Math.min(target, copied());
        out.println("Agent " + fleet.size() + " holds "
                + (copied == target ? "all " : Amounts.count(copied) + " of the ")
                + Amounts.count(target) + " events that agent 1 had written.");
        out.flush();
    }

    @Override
    public void close() {
        listening.close();
    }

    private void arrived(Arrival arrival) {
        boolean reading = !arrival.event().type().startsWith("tributary.");
        if (reading && arrived.compareAndSet(false, true)) {
            Duration since = Duration.ofNanos(System.nanoTime() - startedNanos);
            String payload = arrival.event()
                    .payload()
                    .map(bytes -> Printable.text(bytes.utf8()))
                    .orElse("");
            String shown = payload.length() <= SHOWN_PAYLOAD ? payload : payload.substring(0, SHOWN_PAYLOAD) + "...";
            out.println(String.format(
                    Locale.ROOT,
                    "The first reading is at agent %d, %.2f s after the agents were up: %s %s",
                    fleet.size(),
                    since.toMillis() / 1000.0,
                    arrival.event().type(),
                    shown));
            out.flush();
        }
    }

    private long written() {
        return seq(fleet.first());
    }

    private long copied() {
        return seq(fleet.last());
    }

    private long seq(Agent at) {
        return at.reader().head(writer).map(AuthorHead::seq).orElse(0L);
    }

    /** Every link is counted once, where it is received. */
    private long bytes() {
        return fleet.agents().stream()
                .map(Agent::peers)
                .flatMap(peers -> peers.stream())
                .mapToLong(PeerStatus::bytesIn)
                .sum();
    }
}
