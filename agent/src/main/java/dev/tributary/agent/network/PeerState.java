package dev.tributary.agent.network;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.status.PeerStatus.Direction;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is going on with one peer: its link, when to dial it next, and how long it is kept away. Lives on the network's
 * event loop; {@link #show} is safe from any thread.
 */
final class PeerState {
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    private final AuthorId key;
    private final LinkMeter meter;
    private final Traffic traffic = new Traffic();
    private volatile Shown shown = Shown.NOTHING;
    private @Nullable Connection link;
    private boolean dialling;
    private int failures;
    private long nextDial;
    private long restUntil = Long.MIN_VALUE;
    private final Takeovers takeovers = new Takeovers();
    private String said = "";
    private int penalties;
    private long keptAwayUntil = Long.MIN_VALUE;

    /** What others may see, all of one moment. */
    private record Shown(
            OptionalLong link, Optional<Direction> direction, Optional<Instant> since, String reason, String pause) {
        static final Shown NOTHING = without("");

        static Shown without(String reason) {
            return new Shown(OptionalLong.empty(), Optional.empty(), Optional.empty(), reason, "");
        }
    }

    PeerState(AuthorId key, long now) {
        this(key, now, new LinkMeter(key, Metering.NONE));
    }

    PeerState(AuthorId key, long now, LinkMeter meter) {
        this.key = key;
        this.nextDial = now;
        this.meter = meter;
    }

    AuthorId key() {
        return key;
    }

    LinkMeter meter() {
        return meter;
    }

    Traffic traffic() {
        return traffic;
    }

    @Nullable
    Connection link() {
        return link;
    }

    boolean mayDial(long now) {
        return link == null
                && !dialling
                && now >= nextDial
                && now >= restUntil
                && !isKeptAway(now)
                && !meter.isClosed();
    }

    /** The peer wants no link until then. */
    void restUntil(long until) {
        restUntil = until;
    }

    boolean isKeptAway(long now) {
        return now < keptAwayUntil;
    }

    long keptAwayUntil() {
        return keptAwayUntil;
    }

    boolean isDialling() {
        return dialling;
    }

    void dialling() {
        dialling = true;
    }

    /** The attempt to dial is over; {@link #failed} follows when it failed. */
    void dialled() {
        dialling = false;
    }

    /** Dial as soon as possible: the address is new. */
    void dialNow(long now) {
        nextDial = now;
        restUntil = now;
        failures = 0;
    }

    /** No link came of it, or none is left. True when the reason is news; another number in it is none. */
    boolean failed(String reason, long now, Backoff backoff, double random) {
        failures++;
        nextDial = now + backoff.jittered(Math.max(failures, takeovers.inRow(now, backoff)), random);
        String plain = NUMBER.matcher(reason).replaceAll("");
        boolean news = !said.equals(plain);
        said = plain;
        if (link == null) {
            shown = Shown.without(reason);
        }
        return news;
    }

    void linked(Connection connection) {
        link = connection;
        shown = new Shown(
                OptionalLong.of(connection.id()),
                Optional.of(connection.direction()),
                Optional.of(connection.since()),
                "",
                "");
    }

    /** The peer's terms allow only roots on this link. */
    void pausedByPeer(String why) {
        Shown now = shown;
        shown = new Shown(now.link(), now.direction(), now.since(), now.reason(), why);
    }

    /** The peer has proved that it accepts us. */
    void up() {
        failures = 0;
        said = "";
    }

    /** Links to the peer that newer ones have replaced. */
    Takeovers takeovers() {
        return takeovers;
    }

    void unlinked(String reason) {
        link = null;
        shown = Shown.without(reason);
    }

    /** Keeps the peer away, twice as long as the last time; an hour of good conduct makes up for one offence. */
    void punish(long now, Backoff backoff) {
        if (penalties > 0) {
            long goodHours = Math.max(0, now - keptAwayUntil) / backoff.maxMillis();
            penalties -= (int) Math.min(penalties, goodHours);
        }
        penalties++;
        keptAwayUntil = now + backoff.delay(penalties);
        nextDial = keptAwayUntil;
    }

    /** This peer, as the network sees it. */
    PeerLink show(Optional<HostPort> address) {
        Shown now = shown;
        return new PeerLink(
                key,
                address.map(HostPort::toString),
                now.link(),
                now.direction(),
                now.since(),
                now.reason(),
                traffic.bytesIn(),
                traffic.bytesOut(),
                now.link().isPresent() ? traffic.roundTripMillis() : -1,
                meter.pause().isEmpty() ? now.pause() : meter.pause(),
                meter.used());
    }
}
