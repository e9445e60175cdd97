package dev.tributary.agent.bundle;

import dev.tributary.api.host.BundleException;
import dev.tributary.api.model.Bytes;

/**
 * One file of the data directory.
 *
 * @param name its plain name, at most 255 bytes
 * @param content what is in it
 */
record StoredFile(String name, Bytes content) {
    BundleRecord record() {
        Bytes nameBytes = Bytes.utf8(name);
        byte[] body = new byte[1 + nameBytes.size() + content.size()];
        body[0] = (byte) nameBytes.size();
        nameBytes.copyTo(body, 1);
        content.copyTo(body, 1 + nameBytes.size());
        return new BundleRecord(BundleRecord.Kind.FILE, Bytes.wrap(body));
    }

    static StoredFile of(BundleRecord record) {
        Bytes body = record.body();
        int size = body.isEmpty() ? Integer.MAX_VALUE : body.at(0) & 0xff;
        if (size >= body.size()) {
            throw new BundleException("A file in the backup makes no sense: take another backup.");
        }
        int from = 1 + size;
        return new StoredFile(
                body.slice(1, size).utf8(), body.slice(from, body.size() - from).compact());
    }
}
