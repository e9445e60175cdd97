package dev.tributary.agent.network;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A wall clock that a test moves. */
public final class TestClock extends Clock {
    private volatile Instant now;

    /** Stands at {@code now}, ISO 8601. */
    public TestClock(String now) {
        this.now = Instant.parse(now);
    }

    /** Moves on. */
    public void forward(Duration time) {
        now = now.plus(time);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("the terms of a link name their zone");
    }
}
