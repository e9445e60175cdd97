package dev.tributary.agent.bench;

import dev.tributary.agent.FileTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Data directories of several agents that hold the same, and how long an empty agent takes to catch up with them. */
final class Fleet {
    private static final double MIB = 1024.0 * 1024.0;

    private final Scratch scratch;
    private final FilledStore filled;
    private final List<Path> copies = new ArrayList<>();

    private Fleet(Scratch scratch, FilledStore filled) {
        this.scratch = scratch;
        this.filled = filled;
    }

    /**
     * What came of one catch-up.
     *
     * @param seconds how long it took
     * @param memory the receiver's largest resident size in MiB
     */
    record CaughtUp(double seconds, double memory) {}

    /** Fills one directory and lets {@code size - 1} other agents copy it. */
    static Fleet make(Scratch scratch, FilledStore.Plan plan, int size) throws IOException {
        Path first = scratch.folder("source0");
        Fleet fleet = new Fleet(scratch, FilledStore.make(first, plan, Optional.empty()));
        fleet.copies.add(first);
        for (int number = 1; number < size; number++) {
            fleet.copy(number);
        }
        return fleet;
    }

    private void copy(int number) throws IOException {
        Path data = scratch.folder("source" + number);
        try (AgentProcess first = AgentProcess.start(copies.get(0));
                AgentProcess copy =
                        AgentProcess.start(data, "--space", filled.space().hex(), "--set", AgentProcess.ANY_AUTHORS)) {
            first.addPeer(copy.author(), Optional.empty());
            copy.addPeer(first.author(), Optional.of(first.syncAddress()));
            copy.awaitEvents(filled.events());
            copy.removePeer(first.author());
            first.removePeer(copy.author());
        }
        copies.add(data);
    }

    long events() {
        return filled.events();
    }

    /**
     * Lets a new agent catch up with the first {@code sources} agents at once, all of them fresh processes.
     *
     * @param heap the receiver's heap; empty for the default
     * @param options of each source, by the receiver
     */
    CaughtUp catchUp(int sources, Optional<String> heap, Function<AgentProcess, List<String>> options)
            throws IOException {
        Path to = scratch.folder("receiver");
        List<AgentProcess> running = new ArrayList<>();
        try (AgentProcess receiver =
                AgentProcess.start(to, heap, "--space", filled.space().hex(), "--set", AgentProcess.ANY_AUTHORS)) {
            for (Path data : copies.subList(0, sources)) {
                AgentProcess source =
                        AgentProcess.start(data, options.apply(receiver).toArray(String[]::new));
                running.add(source);
                source.addPeer(receiver.author(), Optional.empty());
            }
            long begin = System.nanoTime();
            running.forEach(source -> receiver.addPeer(source.author(), Optional.of(source.syncAddress())));
            receiver.awaitEvents(filled.events());
            double seconds = (System.nanoTime() - begin) / 1e9;
            double memory = receiver.memory("VmHWM") / MIB;
            running.forEach(source -> source.removePeer(receiver.author()));
            return new CaughtUp(seconds, memory);
        } finally {
            running.forEach(AgentProcess::close);
            FileTree.remove(to);
        }
    }
}
