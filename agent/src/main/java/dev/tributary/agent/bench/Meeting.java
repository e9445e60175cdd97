package dev.tributary.agent.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Two agents that hold the same and are not linked; between two meetings authors write, which one of them gets to know.
 */
final class Meeting implements AutoCloseable {
    private final Scratch scratch;
    private final ChangingStore store;
    private final AgentProcess from;
    private final AgentProcess to;
    private int bundles;

    /**
     * What a meeting cost.
     *
     * @param millis until both were proven the same
     * @param frameBytes both ways, in frames
     * @param tcpBytes both ways, in TCP: TLS and what ends the link too
     */
    record Cost(double millis, long frameBytes, long tcpBytes) {}

    private Meeting(Scratch scratch, ChangingStore store, AgentProcess from, AgentProcess to) {
        this.scratch = scratch;
        this.store = store;
        this.from = from;
        this.to = to;
    }

    static Meeting between(Scratch scratch, ChangingStore store) throws IOException {
        AgentProcess from = start(scratch.folder("from"), store);
        try {
            Meeting meeting = new Meeting(scratch, store, from, start(scratch.folder("to"), store));
            from.addPeer(meeting.to.author(), Optional.empty());
            meeting.bring();
            return meeting;
        } catch (IOException | RuntimeException e) {
            from.close();
            throw e;
        }
    }

    private static AgentProcess start(Path data, ChangingStore store) throws IOException {
        return AgentProcess.start(data, "--space", store.space().hex(), "--set", AgentProcess.ANY_AUTHORS);
    }

    /** So many authors write; then the two meet over a link with this round trip, and part. */
    Cost meet(long roundTripMillis, int changed) throws IOException {
        if (changed > 0) {
            store.write(changed);
            bring();
        }
        try (LinkProxy proxy = LinkProxy.to(from.syncAddress(), LinkProxy.Way.of(0, roundTripMillis))) {
            long begin = System.nanoTime();
            to.addPeer(from.author(), Optional.of(proxy.address()));
            Waits.often(() -> peer().path("rootsEqual").asBoolean());
            double millis = (System.nanoTime() - begin) / 1e6;
            to.awaitEvents(store.events());
            JsonNode peer = peer();
            Cost cost = new Cost(
                    millis,
                    peer.path("bytesIn").asLong() + peer.path("bytesOut").asLong(),
                    proxy.bytes());
            to.removePeer(from.author());
            return cost;
        }
    }

    private JsonNode peer() {
        return to.get("/api/v1/peers").path("peers").path(0);
    }

    /** What the authors wrote goes to one of the agents in a bundle, as it would over an air gap. */
    private void bring() throws IOException {
        Path bundle = scratch.folder("bundles").resolve(bundles++ + ".bundle");
        Files.createDirectories(bundle.getParent());
        AgentProcess.tool("export", "--data", store.data().toString(), "--to", bundle.toString());
        AgentProcess.tool("import", "--data", from.data().toString(), "--from", bundle.toString());
        from.awaitEvents(store.events());
        Files.delete(bundle);
    }

    @Override
    public void close() {
        from.close();
        to.close();
    }
}
