package dev.tributary.agent.log;

/**
 * Bytes from outside are not what the protocol allows. Thrown by {@link CborReader} and caught where decoding began: it
 * never leaves a codec. Has no stack trace, so that garbage costs little.
 */
public final class MalformedCbor extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean tooLarge;

    private MalformedCbor(String what, boolean tooLarge) {
        super(what, null, false, false);
        this.tooLarge = tooLarge;
    }

    /** Not canonical, or not what belongs here; {@code what} goes on as a sentence would. */
    public static MalformedCbor because(String what) {
        return new MalformedCbor(what, false);
    }

    /** Beyond a limit. */
    public static MalformedCbor tooLarge(String what) {
        return new MalformedCbor(what, true);
    }

    /** True for a value beyond a limit, false for bytes that are not canonical. */
    public boolean tooLarge() {
        return tooLarge;
    }

    /** What was wrong. */
    public String what() {
        return String.valueOf(getMessage());
    }

    /** The verdict on a run that reads like this. */
    Verdict verdict() {
        return tooLarge ? new Verdict.TooLarge(what()) : new Verdict.NotCanonical(what());
    }
}
