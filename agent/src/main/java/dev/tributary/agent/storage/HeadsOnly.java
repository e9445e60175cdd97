package dev.tributary.agent.storage;

import dev.tributary.agent.log.LogView;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.EventHash;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Logs of anybody, of which nothing is known but how far they have come: for reading one run after the other.
 *
 * @param heads filled by whoever reads
 */
record HeadsOnly(Map<AuthorId, AuthorHead> heads) implements LogView {
    @Override
    public boolean admitted(AuthorId author) {
        return true;
    }

    @Override
    public OptionalLong cut(AuthorId author) {
        return OptionalLong.empty();
    }

    @Override
    public Optional<AuthorHead> head(AuthorId author) {
        return Optional.ofNullable(heads.get(author));
    }

    @Override
    public Optional<EventHash> hashAt(AuthorId author, long seq) {
        return Optional.empty();
    }
}
