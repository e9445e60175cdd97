package dev.tributary.agent.bundle;

import dev.tributary.api.host.BundleException;
import dev.tributary.api.model.Bytes;
import java.nio.ByteBuffer;

/**
 * One value of the small durable state.
 *
 * @param owner whose
 * @param key its name
 * @param value itself
 */
record StoredValue(String owner, String key, Bytes value) {
    BundleRecord record() {
        Bytes ownerBytes = Bytes.utf8(owner);
        Bytes keyBytes = Bytes.utf8(key);
        ByteBuffer body = ByteBuffer.allocate(4 + ownerBytes.size() + keyBytes.size() + value.size());
        body.putShort((short) ownerBytes.size()).put(ownerBytes.asBuffer());
        body.putShort((short) keyBytes.size()).put(keyBytes.asBuffer());
        body.put(value.asBuffer());
        return new BundleRecord(BundleRecord.Kind.VALUE, Bytes.wrap(body.array()));
    }

    static StoredValue of(BundleRecord record) {
        ByteBuffer body = record.body().asBuffer();
        Bytes owner = counted(body);
        Bytes key = counted(body);
        byte[] value = new byte[body.remaining()];
        body.get(value);
        return new StoredValue(owner.utf8(), key.utf8(), Bytes.wrap(value));
    }

    private static Bytes counted(ByteBuffer body) {
        int size = body.remaining() < 2 ? Integer.MAX_VALUE : body.getShort() & 0xffff;
        if (size > body.remaining()) {
            throw new BundleException("A value in the backup makes no sense: take another backup.");
        }
        byte[] bytes = new byte[size];
        body.get(bytes);
        return Bytes.wrap(bytes);
    }
}
