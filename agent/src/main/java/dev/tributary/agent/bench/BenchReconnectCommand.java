package dev.tributary.agent.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code bench reconnect}: what it costs two agents that hold nearly the same to find and close the difference when
 * they meet again. The clock runs from the moment in which one is told of the other, so dialling and TLS are in it.
 */
@Command(name = "reconnect", description = "Two agents meet again: nothing has changed, and a few authors have.")
final class BenchReconnectCommand implements Callable<Integer> {
    @Option(names = "--authors", defaultValue = "10000", description = "Authors with an event each (${DEFAULT-VALUE}).")
    private int authors;

    @Option(
            names = "--changed",
            defaultValue = "10",
            description = "How many of them wrote one more (${DEFAULT-VALUE}).")
    private int changed;

    @Option(names = "--round-trip", defaultValue = "200", description = """
            Milliseconds of the round trip on which round trips are counted (${DEFAULT-VALUE}).""")
    private long roundTrip;

    @Mixin
    private Repetitions repetitions = new Repetitions();

    @Override
    public Integer call() throws IOException {
        Figures figures = new Figures("reconnect");
        try (Scratch scratch = Scratch.create()) {
            Path full = scratch.folder("full");
            ChangingStore store = ChangingStore.make(full, authors);
            Path other = scratch.folder("other");
            try (AgentProcess from = AgentProcess.start(full);
                    AgentProcess to = start(other, store)) {
                from.addPeer(to.author(), Optional.empty());
                meet(from, to, from.syncAddress(), store.events());
                to.removePeer(from.author());
            }
            for (int run = 0; run < repetitions.count(); run++) {
                once(scratch, store, 0, "nothing", figures);
                store.write(changed);
                once(scratch, store, 0, "changed", figures);
                store.write(changed);
                once(scratch, store, roundTrip, "changed", figures);
            }
        }
        repetitions.print(figures);
        return 0;
    }

    /** One meeting; with a round trip that time is counted in it, without one bytes and milliseconds. */
    private static void once(Scratch scratch, ChangingStore store, long roundTrip, String what, Figures figures)
            throws IOException {
        try (AgentProcess from = AgentProcess.start(scratch.folder("full"));
                AgentProcess to = start(scratch.folder("other"), store);
                LinkProxy proxy = LinkProxy.to(from.syncAddress(), LinkProxy.Way.of(0, roundTrip))) {
            from.addPeer(to.author(), Optional.empty());
            double millis = meet(from, to, proxy.address(), store.events());
            if (roundTrip > 0) {
                figures.add(what + "_round_trips", millis / roundTrip, "of " + roundTrip + " ms, dialling and TLS too");
            } else {
                JsonNode peer = to.get("/api/v1/peers").path("peers").path(0);
                figures.add(what + "_ms", millis, "ms, dialling and TLS too");
                figures.add(
                        what + "_bytes",
                        peer.path("bytesIn").asDouble() + peer.path("bytesOut").asDouble(),
                        "bytes of frames");
                figures.add(what + "_tcp_bytes", (double) proxy.bytes(), "bytes in TCP");
            }
            to.removePeer(from.author());
        }
    }

    private static AgentProcess start(Path data, ChangingStore store) throws IOException {
        return AgentProcess.start(data, "--space", store.space().hex(), "--set", "authors.max=1000000");
    }

    /** Milliseconds until the roots are equal and all events are there. */
    private static double meet(AgentProcess from, AgentProcess to, String address, long events) {
        long begin = System.nanoTime();
        to.addPeer(from.author(), Optional.of(address));
        Waits.often(() -> {
            JsonNode peer = to.get("/api/v1/peers").path("peers").path(0);
            return peer.path("rootsEqual").asBoolean();
        });
        double millis = (System.nanoTime() - begin) / 1e6;
        to.awaitEvents(events);
        return millis;
    }
}
