package dev.tributary.agent.storage;

import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.Run;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.storage.PayloadRules.OfLog;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntConsumer;

/**
 * Finds out which payloads are beyond the limits of rules about how much there is. For each such rule and log a window
 * slides along the log: its upper end takes what is new, its lower end leaves behind what has to go.
 *
 * <pre>
 * seq   1 ......... floor ............ next ......... head
 *         gone            counted            to be read
 * </pre>
 *
 * What a payload took is known when it is gone, too, so the window depends on the log alone. It begins anew with each
 * start, and where the log was shortened behind its floor. One thread uses it.
 */
final class PayloadWindows {
    /** The most runs that one step reads. */
    private static final int RUNS_AT_ONCE = 64;

    private final Consolidator.Parts store;
    private final PayloadRules rules;
    private final List<PayloadRule> bySize;
    private final RunCodec codec = new RunCodec(LogLimits.STANDARD);
    private final Map<OfLog, Window> windows = new HashMap<>();
    private LogEnd seen = LogEnd.NONE;
    private int left;

    PayloadWindows(Consolidator.Parts store, PayloadRules rules) {
        this.store = store;
        this.rules = rules;
        this.bySize = rules.bySize();
    }

    /**
     * Looks a piece further, and names the segments that hold what has to go; true when there is more to do at once.
     */
    boolean step(LogEnd visible, IntConsumer due) throws IOException {
        if (bySize.isEmpty() || visible.equals(seen)) {
            return false;
        }
        left = RUNS_AT_ONCE;
        for (AuthorLog log : store.book().logs()) {
            for (PayloadRule rule : bySize) {
                if (rule.whose().is(log.head().author())) {
                    OfLog key = new OfLog(rule, log.head().author());
                    windows.computeIfAbsent(key, Window::new).slide(log, due);
                }
                if (left <= 0) {
                    return true;
                }
            }
        }
        seen = visible;
        return false;
    }

    /** A run, and in which segment it lies. */
    private record Placed(Run run, int segment) {}

    private Optional<Placed> runAt(OfLog log, long seq) throws IOException {
        left--;
        List<RunIndex.Entry> entries = store.index().entries(log.author(), seq, 1);
        List<StoredRun> found = store.reads().runs(log.author(), seq - 1, seq, 0);
        return entries.isEmpty() || found.isEmpty() || found.get(0).firstSeq() > seq
                ? Optional.empty()
                : codec.decode(found.get(0).encoded())
                        .run()
                        .map(run -> new Placed(run, Place.segment(entries.get(0).place())));
    }

    private final class Window {
        private final OfLog log;
        private long floor = 1;
        private long next = 1;
        private long events;
        private long bytes;

        Window(OfLog log) {
            this.log = log;
        }

        void slide(AuthorLog now, IntConsumer due) throws IOException {
            if (now.firstSeq() > floor) {
                floor = now.firstSeq();
                next = floor;
                events = 0;
                bytes = 0;
            }
            while (left > 0 && next <= now.head().seq()) {
                Optional<Placed> newer = runAt(log, next);
                if (newer.isEmpty()) {
                    return;
                }
                next = count(newer.get().run(), next, Long.MAX_VALUE, 1);
                if (log.rule().isFarPassed(events, bytes)) {
                    shrink(due);
                }
            }
        }

        /** Leaves behind what is too much, wherever it lies. */
        private void shrink(IntConsumer due) throws IOException {
            while (log.rule().isPassed(events, bytes)) {
                Optional<Placed> oldest = runAt(log, floor);
                if (oldest.isEmpty()) {
                    return;
                }
                Run run = oldest.get().run();
                floor = count(run, floor, next, -1);
                rules.keepFrom(log, floor);
                if (rules.without(run, codec) != run) {
                    due.accept(oldest.get().segment());
                }
            }
        }

        /**
         * Counts the events of a run from {@code from} on in, or out while there are too many; returns the seq behind
         * the last.
         */
        private long count(Run run, long from, long until, int sign) {
            long seq = from;
            while (seq <= Math.min(run.lastSeq(), until - 1)
                    && (sign > 0 || log.rule().isPassed(events, bytes))) {
                int index = (int) (seq - run.firstSeq());
                if (log.rule().covers(run.type(index))) {
                    events += sign;
                    bytes += (long) sign * run.payloadSize(index);
                }
                seq++;
            }
            return seq;
        }
    }
}
