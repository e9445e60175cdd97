package dev.tributary.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.plugin.Receipt;
import java.io.IOException;
import java.util.Optional;

/** The answer to one event. */
record PublishedEvent(EventRef ref, Optional<Peers> peers) implements Published {
    static PublishedEvent of(Receipt receipt) {
        return new PublishedEvent(receipt.events().get(0), Peers.of(receipt));
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        EventJson.fields(json, ref);
        if (peers.isPresent()) {
            peers.get().write(json);
        }
        json.writeEndObject();
    }
}
