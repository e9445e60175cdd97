package dev.tributary.agent.cli;

import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar on standard error that grows with the bytes or events done; nothing where nobody looks. */
final class ByteProgress implements AutoCloseable {
    private static final long MIB = 1 << 20;

    private final Optional<ProgressBar> bar;

    private ByteProgress(Optional<ProgressBar> bar) {
        this.bar = bar;
    }

    /** A bar when standard error is a terminal, which bin/tributary finds out: the JVM cannot tell. */
    static ByteProgress onTerminal(String what) {
        return onTerminal(what, " MiB", MIB);
    }

    /** As {@link #onTerminal}, counting events. */
    static ByteProgress ofEvents(String what) {
        return onTerminal(what, " events", 1);
    }

    private static ByteProgress onTerminal(String what, String unit, long size) {
        if (!Boolean.getBoolean("tributary.terminal")) {
            return new ByteProgress(Optional.empty());
        }
        return new ByteProgress(Optional.of(new ProgressBarBuilder()
                .setTaskName(what)
                .setUnit(unit, size)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(200)
                .build()));
    }

    /** {@code done} of {@code total}. */
    void at(long done, long total) {
        bar.ifPresent(shown -> shown.maxHint(total).stepTo(done));
    }

    @Override
    public void close() {
        bar.ifPresent(ProgressBar::close);
    }
}
