package dev.tributary.web;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.status.AgentStatus;
import dev.tributary.api.status.ForkStatus;
import dev.tributary.api.status.LogStatus;
import dev.tributary.api.status.PeerLogs;
import dev.tributary.api.status.PeerStatus;
import dev.tributary.api.status.PluginStatus;
import dev.tributary.api.status.StorageStatus;
import dev.tributary.api.status.SuccessorStatus;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The status records as JSON objects: fields are named as their components, states are lower-case words, moments are
 * ISO 8601, what is not known is {@code null}.
 */
final class StatusJson {
    private StatusJson() {}

    static void write(JsonGenerator json, AgentStatus status, String syncAddress) throws IOException {
        json.writeStartObject();
        json.writeStringField("version", status.version());
        json.writeStringField("author", status.author().hex());
        json.writeStringField("space", status.space().hex());
        json.writeStringField("spaceName", status.spaceName());
        json.writeStringField("state", word(status.state()));
        json.writeStringField("reason", status.reason());
        json.writeStringField("since", status.since().toString());
        json.writeNumberField("authors", status.authors());
        json.writeNumberField("frozen", status.frozen());
        json.writeNumberField("shortened", status.shortened());
        json.writeNumberField("peersConnected", status.peersConnected());
        json.writeNumberField("peersInSync", status.peersInSync());
        json.writeNumberField("eventsBehind", status.eventsBehind());
        json.writeBooleanField("stalled", status.stalled());
        json.writeStringField("digest", status.digest());
        json.writeStringField("syncAddress", syncAddress);
        json.writeFieldName("storage");
        write(json, status.storage());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, StorageStatus storage) throws IOException {
        json.writeStartObject();
        json.writeStringField("storeId", storage.storeId());
        json.writeNumberField("bytes", storage.bytes());
        json.writeNumberField("events", storage.events());
        json.writeNumberField("position", storage.position());
        json.writeBooleanField("writable", storage.writable());
        json.writeStringField("problem", storage.problem());
        json.writeNumberField("queued", storage.queued());
        json.writeEndObject();
    }

    static void write(JsonGenerator json, LogStatus log) throws IOException {
        json.writeStartObject();
        fields(json, log);
        json.writeEndObject();
    }

    /** One log with whom its author goes on for, and who goes on for it. */
    static void write(JsonGenerator json, LogStatus log, List<SuccessorStatus> successors) throws IOException {
        AuthorId author = log.head().author();
        json.writeStartObject();
        fields(json, log);
        json.writeFieldName("predecessor");
        Optional<SuccessorStatus> own = successors.stream()
                .filter(successor -> successor.author().equals(author))
                .findFirst();
        if (own.isPresent()) {
            relation(json, own.get().predecessor(), own.get());
        } else {
            json.writeNull();
        }
        json.writeArrayFieldStart("successors");
        for (SuccessorStatus successor : successors) {
            if (successor.predecessor().equals(author)) {
                relation(json, successor.author(), successor);
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void relation(JsonGenerator json, AuthorId other, SuccessorStatus successor) throws IOException {
        json.writeStartObject();
        json.writeStringField("author", other.hex());
        json.writeBooleanField("verified", successor.verified());
        json.writeStringField("signature", word(successor.signature()));
        json.writeEndObject();
    }

    static void write(JsonGenerator json, SuccessorStatus successor) throws IOException {
        json.writeStartObject();
        json.writeStringField("author", successor.author().hex());
        json.writeStringField("predecessor", successor.predecessor().hex());
        json.writeBooleanField("verified", successor.verified());
        json.writeStringField("signature", word(successor.signature()));
        json.writeEndObject();
    }

    private static void fields(JsonGenerator json, LogStatus log) throws IOException {
        json.writeStringField("author", log.head().author().hex());
        json.writeNumberField("seq", log.head().seq());
        json.writeStringField("hash", log.head().hash().hex());
        json.writeNumberField("firstSeq", log.firstSeq());
        json.writeStringField("begin", word(log.begin()));
        json.writeNumberField("bytes", log.bytes());
        json.writeStringField("state", word(log.state()));
        json.writeFieldName("lastEventMillis");
        if (log.lastEventMillis() == 0) {
            json.writeNull();
        } else {
            json.writeNumber(log.lastEventMillis());
        }
    }

    static void write(JsonGenerator json, PeerStatus peer) throws IOException {
        json.writeStartObject();
        json.writeStringField("key", peer.key().hex());
        optional(json, "address", peer.address());
        json.writeStringField("interest", peer.interest());
        json.writeStringField("state", word(peer.state()));
        json.writeStringField("reason", peer.reason());
        optional(json, "direction", peer.direction().map(StatusJson::word));
        optional(json, "since", peer.since().map(Instant::toString));
        json.writeBooleanField("rootsEqual", peer.rootsEqual());
        optional(json, "lastProof", peer.lastProof().map(Instant::toString));
        json.writeNumberField("eventsBehind", peer.eventsBehind());
        json.writeNumberField("secondsBehind", peer.secondsBehind());
        json.writeNumberField("bytesIn", peer.bytesIn());
        json.writeNumberField("bytesOut", peer.bytesOut());
        json.writeFieldName("roundTripMillis");
        if (peer.roundTripMillis() < 0) {
            json.writeNull();
        } else {
            json.writeNumber(peer.roundTripMillis());
        }
        json.writeEndObject();
    }

    static void write(JsonGenerator json, PeerLogs logs) throws IOException {
        json.writeStartObject();
        json.writeStringField("key", logs.peer().hex());
        json.writeBooleanField("linked", logs.linked());
        json.writeBooleanField("rootsEqual", logs.rootsEqual());
        json.writeArrayFieldStart("authors");
        for (PeerLogs.PeerLog log : logs.differing()) {
            json.writeStartObject();
            json.writeStringField("author", log.author().hex());
            json.writeNumberField("seq", log.seq());
            json.writeNumberField("peerSeq", log.peerSeq());
            json.writeNumberField("behind", log.behind());
            json.writeNumberField("ahead", log.ahead());
            json.writeEndObject();
        }
        json.writeEndArray();
        optional(json, "next", logs.next().map(AuthorId::hex));
        json.writeEndObject();
    }

    static void write(JsonGenerator json, PluginStatus plugin) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", plugin.id());
        json.writeStringField("version", plugin.version());
        json.writeStringField("description", plugin.description());
        json.writeStringField("state", word(plugin.state()));
        json.writeNumberField("failures", plugin.failures());
        json.writeStringField("lastFailure", plugin.lastFailure());
        json.writeEndObject();
    }

    static void write(JsonGenerator json, ForkStatus fork) throws IOException {
        json.writeStartObject();
        json.writeStringField("author", fork.author().hex());
        json.writeNumberField("seq", fork.seq());
        json.writeStringField("first", fork.first().hex());
        json.writeStringField("second", fork.second().hex());
        json.writeStringField("learned", fork.learned().toString());
        json.writeEndObject();
    }

    private static void optional(JsonGenerator json, String name, Optional<String> value) throws IOException {
        json.writeFieldName(name);
        if (value.isPresent()) {
            json.writeString(value.get());
        } else {
            json.writeNull();
        }
    }

    /** {@code READ_ONLY} becomes {@code read_only}. */
    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
