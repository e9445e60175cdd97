package dev.tributary.agent.bench;

import picocli.CommandLine.Option;

/** How many events a benchmark stores before it begins, and of how many authors. */
final class StoredEvents {
    @Option(names = "--events", description = "Events in the store, or to copy (${DEFAULT-VALUE}).")
    private long events;

    @Option(names = "--authors", description = "Authors that wrote them (${DEFAULT-VALUE}).")
    private int authors = 100;

    /** {@code byDefault}: the events unless the command line says more. */
    StoredEvents(long byDefault) {
        this.events = byDefault;
    }

    long events() {
        return events;
    }

    int authors() {
        return authors;
    }
}
