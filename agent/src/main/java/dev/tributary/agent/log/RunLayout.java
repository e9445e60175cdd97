package dev.tributary.agent.log;

/**
 * Where the parts of a run lie in its bytes: one array a field, one element an event or type, so that a run of 256
 * events costs a few arrays and no object for each event.
 */
final class RunLayout {
    /** The table of types: where each encoded type begins and ends, head included. */
    final int[] typeAt;

    final int[] typeEnd;

    /** Per event: its index in the table of types. */
    final int[] type;

    final long[] timestamp;

    /** Per event: where the encoded list of dependencies begins and ends, as it stands in the header too. */
    final int[] depsAt;

    final int[] depsEnd;

    /** Per event: where the payload's bytes begin or, when it was deleted, its 32-byte SHA-256. */
    final int[] payloadAt;

    /** Per event: the size of the payload, deleted or not. */
    final int[] payloadSize;

    final boolean[] deleted;

    RunLayout(int types, int events) {
        typeAt = new int[types];
        typeEnd = new int[types];
        type = new int[events];
        timestamp = new long[events];
        depsAt = new int[events];
        depsEnd = new int[events];
        payloadAt = new int[events];
        payloadSize = new int[events];
        deleted = new boolean[events];
    }

    int types() {
        return typeAt.length;
    }

    int events() {
        return type.length;
    }

    /** Where event {@code index} ends. */
    int end(int index) {
        return payloadAt[index] + (deleted[index] ? Sha256.SIZE : payloadSize[index]);
    }
}
