package dev.tributary.agent;

import dev.tributary.agent.network.Metering;
import dev.tributary.agent.network.UsedBudget;
import dev.tributary.agent.storage.Storage;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import io.vertx.core.Future;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Keeps in the store what metered links have used up, under {@code budget/<key>} as {@code 2026-01-31 12345}. */
final class LinkBudgets implements Metering.Notes {
    private static final String PREFIX = "budget/";

    private final Storage storage;

    LinkBudgets(Storage storage) {
        this.storage = storage;
    }

    Map<AuthorId, UsedBudget> used() {
        Map<AuthorId, UsedBudget> used = new TreeMap<>();
        storage.state(PeerDirectory.OWNER).forEach((key, value) -> {
            if (key.startsWith(PREFIX)) {
                String[] words = value.utf8().split(" ", 2);
                used.put(
                        AuthorId.ofHex(key.substring(PREFIX.length())),
                        new UsedBudget(LocalDate.parse(words[0]), Long.parseLong(words[1])));
            }
        });
        return used;
    }

    @Override
    public Future<Void> note(AuthorId peer, UsedBudget used) {
        String text = used.day() + " " + used.bytes();
        return storage.putState(PeerDirectory.OWNER, PREFIX + peer.hex(), Optional.of(Bytes.utf8(text)));
    }
}
