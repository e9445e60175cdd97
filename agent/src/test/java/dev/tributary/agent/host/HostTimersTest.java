package dev.tributary.agent.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tributary.api.plugin.Registration;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostTimersTest {
    private final List<String> failures = new CopyOnWriteArrayList<>();
    private final PluginThread thread = new PluginThread(
            "door", getClass().getClassLoader(), System::nanoTime, (call, thrown) -> failures.add(call));
    private final PluginGate gate =
            new PluginGate("door", PluginLimits.DEFAULT, getClass().getClassLoader());
    private final HostTimers timers = new HostTimers(thread, gate, 2, System::nanoTime);

    @AfterEach
    void end() {
        thread.abandon();
        gate.end();
    }

    @Test
    void periodicTimerGoesOnAfterAFailure() {
        AtomicInteger calls = new AtomicInteger();

        timers.every(Duration.ofMillis(2), () -> {
            if (calls.incrementAndGet() % 2 == 1) {
                throw new IllegalStateException("every other time");
            }
        });

        await().until(() -> calls.get() >= 6);
        assertThat(failures).hasSizeGreaterThanOrEqualTo(3).containsOnly("timer");
    }

    @Test
    void singleTimerFiresOnceAndMakesRoom() {
        AtomicInteger calls = new AtomicInteger();
        for (int i = 1; i <= 5; i++) {
            int expected = i;
            timers.after(Duration.ZERO, calls::incrementAndGet);
            await().until(() -> calls.get() == expected);
        }
    }

    @Test
    void timersAboveTheBoundAreRefusedUntilOneIsClosed() {
        Registration first = timers.after(Duration.ofHours(1), () -> {});
        timers.every(Duration.ofHours(1), () -> {});

        assertThatThrownBy(() -> timers.after(Duration.ZERO, () -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("2 timers already");
        first.close();
        first.close();
        timers.after(Duration.ofHours(1), () -> {});
    }

    @Test
    void beatsThatAreMissedAreSkippedAndTheBeatIsKept() throws Exception {
        AtomicLong clock = new AtomicLong();
        HostTimers slow = new HostTimers(thread, gate, 2, clock::get);
        AtomicInteger calls = new AtomicInteger();
        long beat = Duration.ofMillis(1).toNanos();

        slow.every(Duration.ofMillis(1), () -> {
            if (calls.incrementAndGet() == 1) {
                clock.set(1_000 * beat + beat / 2);
            } else {
                // Long enough for the next beat never to come in this test.
                clock.set(-Duration.ofDays(1).toNanos());
            }
        });

        await().until(() -> calls.get() >= 2);
        CountDownLatch afterwards = new CountDownLatch(1);
        timers.after(Duration.ofMillis(20), afterwards::countDown);
        afterwards.await();
        assertThat(calls).hasValue(2);
    }

    @Test
    void closedTimerIsNotCalledAgain() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Registration timer = timers.every(Duration.ofMillis(1), calls::incrementAndGet);
        await().until(() -> calls.get() > 2);

        timer.close();
        CountDownLatch running = new CountDownLatch(1);
        thread.execute(running::countDown);
        running.await();
        int before = calls.get();
        CountDownLatch later = new CountDownLatch(1);
        timers.after(Duration.ofMillis(20), later::countDown);
        later.await();

        assertThat(calls).hasValue(before);
    }

    @Test
    void periodsAndDelaysAreChecked() {
        assertThatThrownBy(() -> timers.every(Duration.ofNanos(999_999), () -> {}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> timers.after(Duration.ofNanos(-1), () -> {}))
                .isInstanceOf(IllegalArgumentException.class);
        timers.after(Duration.ofSeconds(Long.MAX_VALUE), () -> {}).close();
    }
}
