package dev.tributary.agent.log;

/** What became of a run that was offered to the log. An expected outcome is a value, never an exception. */
public sealed interface Verdict {
    /**
     * New, linked and covered: {@code run} holds just the events that were not known. It may reach beyond the cut of a
     * fork, since its signature stands at its end: then it counts up to the cut.
     */
    record Accepted(CheckedRun run) implements Verdict {}

    /** All its events are here already. */
    record Duplicate() implements Verdict {}

    /** Its predecessor is missing: the log would go on with {@code expectedSeq}. */
    record Gap(long expectedSeq) implements Verdict {}

    /**
     * It starts right after an event of ours and names another predecessor; whether that is a fork, signatures tell.
     */
    record PrevMismatch(long seq) implements Verdict {}

    /** Validly signed and different from what we hold at {@code seq}: the author signed two histories. */
    record Forked(long seq, CheckedRun other) implements Verdict {}

    /** No valid signature of its author covers it: the peer that sent it did not check, or lies. */
    record InvalidSignature() implements Verdict {}

    /** Not the one encoding that is allowed, or not a run at all. */
    record NotCanonical(String what) implements Verdict {}

    /** Beyond a limit of {@link LogLimits}. */
    record TooLarge(String what) implements Verdict {}

    /** It came without a payload that is wanted: taken so, the payload would never come. */
    record PayloadsMissing() implements Verdict {}

    /** The log of its author is as long as it may become here. */
    record NoRoom() implements Verdict {}

    /** Its author may not write here. */
    record NotAdmitted() implements Verdict {}

    /** Its author is frozen by a proven fork; nothing after {@code cutSeq} is accepted. */
    record Frozen(long cutSeq) implements Verdict {}

    /** The word for metrics and log lines: the record's name in snake case, such as {@code invalid_signature}. */
    default String word() {
        return getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase(java.util.Locale.ROOT);
    }

    /** True when an honest peer would not have sent it. */
    default boolean accusesPeer() {
        return this instanceof InvalidSignature || this instanceof NotCanonical || this instanceof TooLarge;
    }
}
