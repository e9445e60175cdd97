package dev.tributary.api.model;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One entry of an author's log, verified and durable on the box that hands it out.
 *
 * @param space the set of logs it belongs to
 * @param author who wrote it
 * @param seq its place in the author's log, from 1 on
 * @param prev the hash of the author's event before it, {@link EventHash#NONE} for seq 1
 * @param deps other authors' events that were seen when this one was written: at most 64, sorted, unique
 * @param type 1 to 128 bytes of UTF-8, such as {@code sensor.reading}
 * @param timestamp Unix milliseconds by the author's clock: a hint for display that never orders anything
 * @param payload at most 65,536 opaque bytes; empty when the payload was deleted, header and proof stay
 * @param payloadSize the size of the payload, known even when it was deleted
 * @param payloadSha256 the hash of the payload, known even when it was deleted
 * @param hash the identity of the event
 * @param signature 64 bytes; empty when a later event of the same run carries the signature that covers this one
 * @since 0.1
 */
public record Event(
        SpaceId space,
        AuthorId author,
        long seq,
        EventHash prev,
        List<EventRef> deps,
        String type,
        long timestamp,
        Optional<Bytes> payload,
        int payloadSize,
        Bytes payloadSha256,
        EventHash hash,
        Optional<Bytes> signature) {
    public Event {
        Objects.requireNonNull(space, "space");
        Objects.requireNonNull(author, "author");
        Objects.requireNonNull(prev, "prev");
        deps = List.copyOf(deps);
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(payload, "payload");
        Objects.requireNonNull(payloadSha256, "payloadSha256");
        Objects.requireNonNull(hash, "hash");
        Objects.requireNonNull(signature, "signature");
    }

    /** The name of this event. */
    public EventRef ref() {
        return new EventRef(author, seq, hash);
    }

    /** The same event with this payload, or without one. Whether it is the one that the header names is not checked. */
    public Event withPayload(Optional<Bytes> newPayload) {
        return with(newPayload, signature);
    }

    /** The same event without the memory of what it was read from: for who keeps it for long. */
    public Event compact() {
        return with(payload.map(Bytes::compact), signature.map(Bytes::compact));
    }

    private Event with(Optional<Bytes> newPayload, Optional<Bytes> newSignature) {
        return new Event(
                space,
                author,
                seq,
                prev,
                deps,
                type,
                timestamp,
                newPayload,
                payloadSize,
                payloadSha256,
                hash,
                newSignature);
    }
}
