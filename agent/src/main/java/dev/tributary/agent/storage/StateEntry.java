package dev.tributary.agent.storage;

import dev.tributary.api.model.Bytes;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One value set or removed. The body of a state record is u8 "has a value", u16 and owner in UTF-8, u16 and key in
 * UTF-8, value.
 *
 * @param owner whose value
 * @param key its name
 * @param value the value; empty removes it
 */
record StateEntry(String owner, String key, Optional<Bytes> value) {
    /** The body of the record. */
    Bytes encode() {
        Bytes ownerBytes = Bytes.utf8(owner);
        Bytes keyBytes = Bytes.utf8(key);
        Bytes content = value.orElse(Bytes.EMPTY);
        ByteBuffer buffer = ByteBuffer.allocate(5 + ownerBytes.size() + keyBytes.size() + content.size());
        buffer.put((byte) (value.isPresent() ? 1 : 0));
        buffer.putShort((short) ownerBytes.size()).put(ownerBytes.asBuffer());
        buffer.putShort((short) keyBytes.size()).put(keyBytes.asBuffer());
        buffer.put(content.asBuffer());
        return Bytes.wrap(buffer.array());
    }

    /** Reads a body; empty when it makes no sense. */
    static Optional<StateEntry> decode(Bytes body) {
        ByteBuffer buffer = body.asBuffer();
        if (body.size() < 5) {
            return Optional.empty();
        }
        int ownerSize = buffer.getShort(1) & 0xffff;
        if (body.size() < 5 + ownerSize) {
            return Optional.empty();
        }
        int keySize = buffer.getShort(3 + ownerSize) & 0xffff;
        int start = 5 + ownerSize + keySize;
        if (body.size() < start) {
            return Optional.empty();
        }
        Bytes content = body.slice(start, body.size() - start).compact();
        return Optional.of(new StateEntry(
                body.slice(3, ownerSize).utf8(),
                body.slice(5 + ownerSize, keySize).utf8(),
                body.at(0) == 1 ? Optional.of(content) : Optional.empty()));
    }
}
