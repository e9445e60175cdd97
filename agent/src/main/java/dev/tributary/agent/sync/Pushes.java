package dev.tributary.agent.sync;

import dev.tributary.agent.log.PackedRun;
import dev.tributary.agent.sync.SyncMessage.Response;
import dev.tributary.api.model.Bytes;
import java.util.ArrayList;
import java.util.List;

/** New events for one peer: those of one turn go out together. */
final class Pushes {
    private static final int MOST_BYTES = 256 * 1024;

    private final SyncState state;
    private final long link;
    private List<Bytes> waiting = new ArrayList<>();
    private long bytes;

    Pushes(SyncState state, long link) {
        this.state = state;
        this.link = link;
    }

    /** Takes a run; one that {@code trails} an answer goes out behind it, and at once. */
    void add(Bytes run, boolean trails) {
        if (trails) {
            state.send(link, new Response(state.space, 0, List.of(run), true));
            return;
        }
        long size = PackedRun.plainSize(run);
        if (bytes + size > MOST_BYTES) {
            flush();
        }
        waiting.add(run);
        bytes += size;
    }

    void flush() {
        if (!waiting.isEmpty()) {
            state.send(link, new Response(state.space, 0, waiting, false));
            waiting = new ArrayList<>();
            bytes = 0;
        }
    }
}
