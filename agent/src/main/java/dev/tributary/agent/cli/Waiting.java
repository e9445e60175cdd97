package dev.tributary.agent.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets time pass before something is tried again. */
@FunctionalInterface
interface Waiting {
    /** Real time. */
    Waiting REAL = time -> {
        boolean never = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
        assert !never : "nobody counts this down";
    };

    /** Returns after {@code time}. */
    void pass(Duration time) throws InterruptedException;
}
