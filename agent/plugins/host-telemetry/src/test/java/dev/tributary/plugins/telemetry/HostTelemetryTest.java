package dev.tributary.plugins.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.api.model.EventDraft;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The plugin as a whole, on the files of the virtual machine and on this one. */
class HostTelemetryTest {
    @Test
    void publishesAllReadingsOfOneMomentAsOneBatch() throws Exception {
        RecordingContext context = new RecordingContext(Map.of());

        new HostTelemetry(KernelFiles.VM).start(context);
        assertThat(context.batches).isEmpty();
        context.fireTimers();

        assertThat(context.batches.get(0))
                .extracting(EventDraft::type)
                .containsExactly("host.cpu", "host.memory", "host.disk", "host.network");
    }

    @Test
    void beginsEarlyAndThenKeepsItsInterval() throws Exception {
        RecordingContext context = new RecordingContext(Map.of());

        new HostTelemetry(KernelFiles.VM).start(context);

        assertThat(context.periods).containsExactly(Duration.ofMillis(300), Duration.ofSeconds(5));
    }

    @Test
    void settingsChooseTypesAndInterval() throws Exception {
        RecordingContext context =
                new RecordingContext(Map.of("types", "memory, cpu", "interval", "100", "disk.path", "/nowhere"));

        new HostTelemetry(KernelFiles.VM).start(context);
        context.fireTimers();

        assertThat(context.periods).containsExactly(Duration.ofMillis(100), Duration.ofMillis(100));
        assertThat(context.batches.get(0)).extracting(EventDraft::type).containsExactly("host.memory", "host.cpu");
    }

    @Test
    void wrongSettingsAreRefusedWithASentence() {
        assertThatThrownBy(() -> new HostTelemetry().start(new RecordingContext(Map.of("types", "cpu,wind"))))
                .hasMessage("plugin setting types names wind, but there are only"
                        + " cpu, memory, disk, network, temperature");
        assertThatThrownBy(() -> new HostTelemetry().start(new RecordingContext(Map.of("interval", "99"))))
                .hasMessage("plugin setting interval is at least 100ms");
    }

    @Test
    void skipsABeatWhileTheLastReadingsAreOnTheirWay() throws Exception {
        RecordingContext context = new RecordingContext(Map.of());
        context.hold();

        new HostTelemetry(KernelFiles.VM).start(context);
        context.fireTimers();
        context.fireTimers();
        assertThat(context.batches).hasSize(1);

        context.refuse();
        context.fireTimers();
        assertThat(context.batches).hasSizeGreaterThan(1);
    }

    @Test
    void readsThisMachine() throws Exception {
        RecordingContext context = new RecordingContext(Map.of());

        new HostTelemetry(Path.of("/")).start(context);
        context.fireTimers();

        List<EventDraft> batch = context.batches.get(0);
        assertThat(batch).extracting(EventDraft::type).contains("host.memory", "host.disk");
        assertThat(batch)
                .allSatisfy(draft ->
                        assertThat(draft.payload().utf8()).startsWith("{\"").endsWith("}"));
    }
}
