package dev.tributary.agent.log;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import dev.tributary.api.model.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** A second reader and writer of the formats, made of Jackson and the JDK and nothing of ours. */
final class Independent {
    private static final CBORFactory FACTORY = new CBORFactory();
    private static final ObjectMapper CBOR = new ObjectMapper(FACTORY);

    private Independent() {}

    static JsonNode read(Bytes encoded) throws IOException {
        return CBOR.readTree(encoded.toArray());
    }

    /** Writes what was read, arrays with definite lengths. */
    static Bytes write(JsonNode node) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator generator = FACTORY.createGenerator(out)) {
            write(node, generator);
        }
        return Bytes.wrap(out.toByteArray());
    }

    static Bytes sha256(byte[] bytes) {
        try {
            return Bytes.wrap(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** The hashes of a run's events, from its bytes alone. */
    static List<Bytes> hashes(Bytes space, Bytes encoded) throws IOException {
        JsonNode run = read(encoded);
        Bytes prev = Bytes.of(run.get(2).binaryValue());
        long seq = run.get(1).longValue();
        long timestamp = run.get(4).longValue();
        List<Bytes> hashes = new ArrayList<>();
        for (JsonNode event : run.get(5)) {
            timestamp += event.get(1).longValue();
            JsonNode payload = event.get(3);
            ByteArrayOutputStream header = new ByteArrayOutputStream();
            try (JsonGenerator out = FACTORY.createGenerator(header)) {
                out.writeStartArray(null, 10);
                out.writeNumber(1);
                out.writeBinary(space.toArray());
                out.writeBinary(run.get(0).binaryValue());
                out.writeNumber(seq++);
                out.writeBinary(prev.toArray());
                write(event.get(2), out);
                out.writeString(run.get(3).get(event.get(0).intValue()).textValue());
                out.writeNumber(timestamp);
                out.writeNumber(payload.isArray() ? payload.get(0).intValue() : payload.binaryValue().length);
                out.writeBinary(
                        payload.isArray()
                                ? payload.get(1).binaryValue()
                                : sha256(payload.binaryValue()).toArray());
                out.writeEndArray();
            }
            prev = sha256(header.toByteArray());
            hashes.add(prev);
        }
        return hashes;
    }

    private static void write(JsonNode node, JsonGenerator out) throws IOException {
        if (node.isArray()) {
            out.writeStartArray(null, node.size());
            for (JsonNode item : node) {
                write(item, out);
            }
            out.writeEndArray();
        } else if (node.isBinary()) {
            out.writeBinary(node.binaryValue());
        } else if (node.isTextual()) {
            out.writeString(node.textValue());
        } else {
            out.writeNumber(node.longValue());
        }
    }
}
