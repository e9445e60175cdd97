package dev.tributary.plugins.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class TrafficTest {
    @Test
    void countsWholeDisksOnly() {
        Traffic expected = new Traffic((98213344L + 8000 + 80) * 512, (187654320L + 4000) * 512, 3);

        assertThat(Traffic.ofDisks(KernelFiles.text(KernelFiles.LAPTOP, "proc/diskstats")))
                .isEqualTo(expected);
    }

    @Test
    void countsVirtualDisks() {
        assertThat(Traffic.ofDisks(KernelFiles.text(KernelFiles.VM, "proc/diskstats")))
                .isEqualTo(new Traffic(4326610L * 512, 3182248L * 512, 1));
    }

    @Test
    void leavesOutLoopbackAndWhatPassesTwice() {
        assertThat(Traffic.ofNetwork(KernelFiles.text(KernelFiles.LAPTOP, "proc/net/dev"), Set.of()))
                .isEqualTo(new Traffic(1234567890L + 700000, 98765432L + 300000, 3));
        assertThat(Traffic.ofNetwork(KernelFiles.text(KernelFiles.VM, "proc/net/dev"), Set.of()))
                .isEqualTo(new Traffic(340451301, 1119782, 1));
    }

    @Test
    void leavesOutTheInterfacesThatTheOperatorNames() {
        assertThat(Traffic.ofNetwork(KernelFiles.text(KernelFiles.LAPTOP, "proc/net/dev"), Set.of("tun0")))
                .isEqualTo(new Traffic(1234567890L, 98765432L, 2));
    }

    @Test
    void firstSampleHasNoRate() {
        TrafficMeter meter = new TrafficMeter();

        assertThat(meter.rates(new Traffic(1_000, 500, 1), 0)).isEmpty();
        assertThat(meter.rates(new Traffic(3_000, 1_500, 1), 2_000_000_000L))
                .contains(new TrafficMeter.Rates(1_000, 500));
    }

    @Test
    void countersThatBeganAnewGiveZero() {
        TrafficMeter meter = new TrafficMeter();
        meter.rates(new Traffic(9_000, 9_000, 1), 0);

        assertThat(meter.rates(new Traffic(10, 9_500, 1), 1_000_000_000L)).contains(new TrafficMeter.Rates(0, 500));
    }

    @Test
    void noTimeGivesNoRate() {
        TrafficMeter meter = new TrafficMeter();
        meter.rates(new Traffic(0, 0, 1), 5);

        assertThat(meter.rates(new Traffic(10, 10, 1), 5)).isEmpty();
    }
}
