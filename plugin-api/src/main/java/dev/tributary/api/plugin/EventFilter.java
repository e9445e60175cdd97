package dev.tributary.api.plugin;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Event;
import java.util.Objects;
import java.util.Optional;

/**
 * Chooses events; both conditions must hold.
 *
 * @param author only this author's events; empty for all
 * @param type only this type, or a prefix when it ends in {@code .*}, such as {@code sensor.*}; empty for all
 * @since 0.1
 */
public record EventFilter(Optional<AuthorId> author, Optional<String> type) {
    /** Every event. */
    public static final EventFilter ALL = new EventFilter(Optional.empty(), Optional.empty());

    public EventFilter {
        Objects.requireNonNull(author, "author");
        Objects.requireNonNull(type, "type");
    }

    /** Events of this type, or with this prefix when it ends in {@code .*}. */
    public static EventFilter type(String type) {
        return new EventFilter(Optional.empty(), Optional.of(type));
    }

    /** True when {@code event} is chosen. */
    public boolean accepts(Event event) {
        return accepts(event.author()) && accepts(event.type());
    }

    /** True when events of {@code author} may be chosen. */
    public boolean accepts(AuthorId author) {
        return this.author.isEmpty() || this.author.get().equals(author);
    }

    /** True when events of the type {@code type} may be chosen. */
    public boolean accepts(String type) {
        return this.type.isEmpty() || matches(this.type.get(), type);
    }

    private static boolean matches(String wanted, String type) {
        return wanted.endsWith(".*") ? type.startsWith(wanted.substring(0, wanted.length() - 1)) : type.equals(wanted);
    }
}
