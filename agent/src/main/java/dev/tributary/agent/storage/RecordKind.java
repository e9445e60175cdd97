package dev.tributary.agent.storage;

import org.jspecify.annotations.Nullable;

/** What a record of the segment log holds. The codes are part of the format. */
enum RecordKind {
    /** A run: {@link RunBody}. */
    RUN(1),
    /** A fork proof: {@link ForkBody}. */
    FORK(2),
    /** A value of a plugin or of the agent, or its removal: {@link StateBody}. */
    STATE(3),
    /** Reserved for decisions of a space's admins; read past by this version. */
    MEMBERSHIP(4),
    /** Values that hold if the run right behind them does: {@link ValuesBody}. */
    VALUES(5),
    /** A run made of several, whose events were not stored next to each other: {@link MergedBody}. */
    MERGED(6),
    /** Begins the records of a range of positions in a merged segment: {@link BlockBody}. */
    BLOCK(7),
    /** Where an author's log begins here: {@link PrunedBody}. */
    PRUNED(8);

    private static final RecordKind[] ALL = values();

    private final int code;

    RecordKind(int code) {
        this.code = code;
    }

    /** The byte in the frame. */
    byte code() {
        return (byte) code;
    }

    /** The kind with this code, null when there is none. */
    static @Nullable RecordKind of(int code) {
        return code >= 1 && code <= ALL.length ? ALL[code - 1] : null;
    }
}
