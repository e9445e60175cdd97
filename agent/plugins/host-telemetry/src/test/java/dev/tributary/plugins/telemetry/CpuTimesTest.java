package dev.tributary.plugins.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CpuTimesTest {
    @Test
    void waitingForTheDiskIsNotBusy() {
        assertThat(CpuTimes.parse(KernelFiles.text(KernelFiles.VM, "proc/stat")))
                .contains(new CpuTimes(397912 + 29925 + 321 + 2715, 397912 + 29925 + 282111 + 405 + 321 + 2715, 2));
    }

    @Test
    void guestTimeIsNotCountedTwice() {
        assertThat(CpuTimes.parse("cpu  100 0 0 100 0 0 0 0 60 0\n")).contains(new CpuTimes(100, 200, 0));
    }

    @Test
    void oldKernelsHaveFewerColumns() {
        assertThat(CpuTimes.parse("cpu 1 2 3 4\ncpu0 1 2 3 4\n")).contains(new CpuTimes(6, 10, 1));
    }

    @Test
    void busyIsWhatChangedSinceBefore() {
        CpuTimes before = new CpuTimes(100, 1_000, 4);

        assertThat(new CpuTimes(125, 1_100, 4).busyPercentSince(before)).isEqualTo(25);
        assertThat(before.busyPercentSince(before)).isNaN();
        assertThat(new CpuTimes(90, 1_100, 4).busyPercentSince(before)).isZero();
    }

    @Test
    void otherTextGivesNothing() {
        assertThat(CpuTimes.parse("")).isEmpty();
        assertThat(CpuTimes.parse("cpu\n")).isEmpty();
        assertThat(CpuTimes.parse("cpufreq 1 2 3 4 5\n")).isEmpty();
    }
}
