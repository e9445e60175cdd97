package dev.tributary.agent.bench;

import dev.tributary.agent.identity.Identity;
import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.SpaceId;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A data directory with many authors of one event each, some of which go on writing while no agent uses it. */
final class ChangingStore {
    private static final EventDraft DRAFT = EventDraft.json("bench.reading", "{\"value\":1}");

    private final Path data;
    private final List<Writer> writers = new ArrayList<>();
    private final SpaceId space;
    private final int authors;
    private long events;

    /** An author and how far it has come. */
    private record Writer(Identity identity, Optional<AuthorHead> head) {
        static Writer fresh() {
            return new Writer(Identity.generate(new SecureRandom()), Optional.empty());
        }
    }

    private ChangingStore(Path data, SpaceId space, int authors) {
        this.data = data;
        this.space = space;
        this.authors = authors;
    }

    /**
     * Founds a space with so many authors, of whom the first {@code changing} may write more; the keys of the others
     * are forgotten, so that a hundred thousand fit the heap.
     */
    static ChangingStore make(Path data, int authors, int changing) throws IOException {
        SpaceId space = FilledStore.in(data, authors, Optional.empty(), (service, author, own) -> own);
        ChangingStore store = new ChangingStore(data, space, authors);
        for (int author = 0; author < Math.min(authors, changing); author++) {
            store.writers.add(Writer.fresh());
        }
        store.write(changing, authors);
        return store;
    }

    Path data() {
        return data;
    }

    SpaceId space() {
        return space;
    }

    /** All events in it. */
    long events() {
        return events;
    }

    /** The first so many authors write one event more. */
    void write(int changed) throws IOException {
        write(changed, 0);
    }

    /** The first {@code changed} authors write one event more; new ones write one each, up to {@code all}. */
    private void write(int changed, int all) throws IOException {
        events = FilledStore.in(data, authors, Optional.empty(), (service, relay, own) -> {
            RunCodec codec = new RunCodec(LogLimits.STANDARD);
            List<Bytes> waiting = new ArrayList<>();
            for (int author = 0; author < Math.max(Math.min(changed, writers.size()), all); author++) {
                Writer writer = author < writers.size() ? writers.get(author) : Writer.fresh();
                CheckedRun run =
                        codec.sign(own, writer.identity().signer(), writer.head(), 1_700_000_000_000L, List.of(DRAFT));
                if (author < writers.size()) {
                    writers.set(author, new Writer(writer.identity(), Optional.of(run.head())));
                }
                waiting.add(run.run().encoded());
                if (waiting.size() == FilledStore.RUNS_AT_ONCE) {
                    FilledStore.append(service, relay, waiting);
                }
            }
            FilledStore.append(service, relay, waiting);
            return service.storage().status().events();
        });
    }
}
