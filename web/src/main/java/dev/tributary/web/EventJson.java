package dev.tributary.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventRef;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;

/**
 * An event as JSON, with all its fields. The payload appears as {@code payload}, character for character as it was
 * published, when it is JSON text; else as {@code payloadBase64}; and as null with {@code "payloadDeleted": true} when
 * only header and proof are left.
 */
final class EventJson {
    private EventJson() {}

    /** One event as an object. */
    static void write(JsonGenerator json, Event event) throws IOException {
        json.writeStartObject();
        fields(json, event);
        json.writeEndObject();
    }

    /** One event as an object that also says where it stands in this store. */
    static void write(JsonGenerator json, long position, Event event) throws IOException {
        json.writeStartObject();
        json.writeNumberField("position", position);
        fields(json, event);
        json.writeEndObject();
    }

    /** The name of an event: author, seq and hash. */
    static void write(JsonGenerator json, EventRef ref) throws IOException {
        json.writeStartObject();
        fields(json, ref);
        json.writeEndObject();
    }

    /** The same within an object that has begun. */
    static void fields(JsonGenerator json, EventRef ref) throws IOException {
        json.writeStringField("author", ref.author().hex());
        json.writeNumberField("seq", ref.seq());
        json.writeStringField("hash", ref.hash().hex());
    }

    private static void fields(JsonGenerator json, Event event) throws IOException {
        json.writeStringField("space", event.space().hex());
        json.writeStringField("author", event.author().hex());
        json.writeNumberField("seq", event.seq());
        json.writeStringField("hash", event.hash().hex());
        json.writeStringField("prev", event.prev().hex());
        json.writeArrayFieldStart("deps");
        for (EventRef dep : event.deps()) {
            write(json, dep);
        }
        json.writeEndArray();
        json.writeStringField("type", event.type());
        json.writeNumberField("timestamp", event.timestamp());
        json.writeNumberField("payloadSize", event.payloadSize());
        json.writeStringField("payloadSha256", event.payloadSha256().hex());
        if (event.signature().isPresent()) {
            json.writeStringField("signature", event.signature().get().hex());
        }
        payload(json, event.payload());
    }

    private static void payload(JsonGenerator json, Optional<Bytes> payload) throws IOException {
        if (payload.isEmpty()) {
            json.writeNullField("payload");
            json.writeBooleanField("payloadDeleted", true);
            return;
        }
        Optional<String> text = JsonText.of(payload.get());
        if (text.isPresent()) {
            json.writeFieldName("payload");
            json.writeRawValue(text.get());
        } else {
            json.writeStringField(
                    "payloadBase64",
                    Base64.getEncoder().encodeToString(payload.get().toArray()));
        }
    }
}
