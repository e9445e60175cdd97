package dev.tributary.api.model;

import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/**
 * What somebody wants to say, before the agent numbers, links and signs it. Size limits are checked by the agent, which
 * answers with the reason.
 *
 * @param type 1 to 128 bytes of UTF-8, by custom dotted lower-case names such as {@code sensor.reading};
 *     {@code tributary.} is reserved
 * @param payload at most 65,536 opaque bytes
 * @param deps events that this one builds on: at most 64; sorted and made unique here
 * @since 0.1
 */
public record EventDraft(String type, Bytes payload, List<EventRef> deps) {
    public EventDraft {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(payload, "payload");
        deps = List.copyOf(new TreeSet<>(deps));
    }

    /** An event with any payload. */
    public static EventDraft of(String type, Bytes payload) {
        return new EventDraft(type, payload, List.of());
    }

    /** An event whose payload is JSON text. The text is stored as it is given. */
    public static EventDraft json(String type, String json) {
        return of(type, Bytes.utf8(json));
    }

    /** An event whose payload is plain text, stored as UTF-8. */
    public static EventDraft text(String type, String text) {
        return of(type, Bytes.utf8(text));
    }

    /** The same event, building on {@code newDeps} in place of what it named before. */
    public EventDraft withDeps(List<EventRef> newDeps) {
        return new EventDraft(type, payload, newDeps);
    }
}
