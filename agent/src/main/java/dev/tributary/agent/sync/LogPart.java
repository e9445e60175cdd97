package dev.tributary.agent.sync;

/** A part of a long log that one peer was asked for. */
final class LogPart {
    final LongLog log;

    /** The part lies behind this seq. */
    final long after;

    /** The last seq at which a run of it may begin. */
    final long until;

    /** True when only runs that begin in it were asked for; false when its first event may be inside a run. */
    final boolean whole;

    /** The last seq of it that has come. */
    long end;

    LogPart(LongLog log, LongLog.Ask ask) {
        this.log = log;
        this.after = ask.after();
        this.until = ask.until();
        this.whole = ask.whole();
        this.end = ask.after();
    }
}
