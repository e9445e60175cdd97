package dev.tributary.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.EventRef;
import dev.tributary.api.plugin.Receipt;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The answer to a batch. It may be kept for retries, so the hashes lie in one array, and only where they were asked
 * for.
 *
 * @param author who wrote them
 * @param firstSeq the first event
 * @param count how many
 * @param last the hash of the last event
 * @param hashes all hashes, one behind the other; empty when nobody asked for them
 * @param peers who was waited for
 */
record PublishedRun(
        AuthorId author, long firstSeq, int count, EventHash last, Optional<Bytes> hashes, Optional<Peers> peers)
        implements Published {
    /** What was published, at least one event. */
    static PublishedRun of(Receipt receipt, boolean withHashes) {
        List<EventRef> refs = receipt.events();
        EventRef first = refs.get(0);
        EventRef last = refs.get(refs.size() - 1);
        return new PublishedRun(
                last.author(),
                first.seq(),
                refs.size(),
                last.hash(),
                withHashes ? Optional.of(joined(refs)) : Optional.empty(),
                Peers.of(receipt));
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("author", author.hex());
        json.writeNumberField("firstSeq", firstSeq);
        json.writeNumberField("lastSeq", firstSeq + count - 1);
        json.writeNumberField("count", count);
        json.writeStringField("hash", last.hex());
        if (peers.isPresent()) {
            peers.get().write(json);
        }
        if (hashes.isPresent()) {
            json.writeArrayFieldStart("hashes");
            for (int i = 0; i < count; i++) {
                json.writeString(
                        hashes.get().slice(i * EventHash.SIZE, EventHash.SIZE).hex());
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    @Override
    public int weight() {
        return 512 + hashes.map(Bytes::size).orElse(0);
    }

    private static Bytes joined(List<EventRef> refs) {
        byte[] all = new byte[refs.size() * EventHash.SIZE];
        int at = 0;
        for (EventRef ref : refs) {
            ref.hash().bytes().copyTo(all, at);
            at += EventHash.SIZE;
        }
        return Bytes.wrap(all);
    }
}
