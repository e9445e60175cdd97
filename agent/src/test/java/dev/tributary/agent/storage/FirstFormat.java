package dev.tributary.agent.storage;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** Segments as the first format had them: the same but for the version in their header. */
final class FirstFormat {
    private FirstFormat() {}

    static byte[] of(byte[] segment) {
        ByteBuffer buffer = ByteBuffer.wrap(segment.clone()).putInt(8, 1);
        CRC32C crc = new CRC32C();
        crc.update(buffer.array(), 0, SegmentHeader.SIZE - 4);
        return buffer.putInt(SegmentHeader.SIZE - 4, (int) crc.getValue()).array();
    }
}
