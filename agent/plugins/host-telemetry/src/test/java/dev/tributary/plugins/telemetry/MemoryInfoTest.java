package dev.tributary.plugins.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MemoryInfoTest {
    @Test
    void readsBytesOutOfKibibytes() {
        assertThat(MemoryInfo.parse(KernelFiles.text(KernelFiles.VM, "proc/meminfo")))
                .contains(new MemoryInfo(24684092L * 1024, 22255596L * 1024, 0, 0));
    }

    @Test
    void estimatesWhatIsAvailableOnOldKernels() {
        MemoryInfo info = MemoryInfo.parse(KernelFiles.text(KernelFiles.LAPTOP, "proc/meminfo"))
                .orElseThrow();

        assertThat(info.available()).isEqualTo((204_800L + 20_480 + 307_200) * 1024);
        assertThat(info.json())
                .isEqualTo("{\"totalBytes\":1039900672,\"availableBytes\":545259520,\"usedPercent\":47.57,"
                        + "\"swapTotalBytes\":104857600,\"swapUsedBytes\":52428800}");
    }

    @Test
    void otherTextGivesNothing() {
        assertThat(MemoryInfo.parse("MemFree: 1 kB\n")).isEmpty();
        assertThat(MemoryInfo.parse("MemTotal: many kB\n")).isEmpty();
    }
}
