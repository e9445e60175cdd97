package dev.tributary.agent.log;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.SpaceId;
import java.util.Optional;

/**
 * The first event of an author that goes on for another one. The event itself is signed with the new key; its payload
 * {@code {"predecessor":KEY,"signature":HEX}} also carries the old key's word, where that key still exists: Ed25519
 * over {@code "tributary/successor/1" || space || predecessor || successor}. Without it anybody could say the same, so
 * it is for people to believe.
 *
 * @param successor who says it
 * @param predecessor for whom it goes on
 * @param signature what shall be the old key's word; empty when there is none
 */
public record SuccessorEvent(AuthorId successor, AuthorId predecessor, Optional<Bytes> signature) {
    /** Its type. */
    public static final String TYPE = "tributary.successor";

    private static final Bytes CONTEXT = Bytes.utf8("tributary/successor/1");
    private static final int SIGNATURE_SIZE = 64;
    private static final String PREDECESSOR = "{\"predecessor\":\"";
    private static final String SIGNATURE = "\",\"signature\":\"";
    private static final String END = "\"}";
    private static final int UNSIGNED_LENGTH = PREDECESSOR.length() + 2 * AuthorId.SIZE + END.length();
    private static final int SIGNED_LENGTH = UNSIGNED_LENGTH + SIGNATURE.length() + 2 * SIGNATURE_SIZE;

    /** The event in which an author says that it goes on for {@code predecessor}. */
    public static EventDraft draft(AuthorId predecessor, Optional<Bytes> signature) {
        String word =
                signature.map(bytes -> ",\"signature\":\"" + bytes.hex() + "\"").orElse("");
        return EventDraft.json(TYPE, "{\"predecessor\":\"" + predecessor.hex() + "\"" + word + "}");
    }

    /** What the old key signs. No event and no certificate begins like this. */
    public static byte[] text(SpaceId space, AuthorId predecessor, AuthorId successor) {
        byte[] text = new byte[CONTEXT.size() + SpaceId.SIZE + 2 * AuthorId.SIZE];
        CONTEXT.copyTo(text, 0);
        space.bytes().copyTo(text, CONTEXT.size());
        predecessor.bytes().copyTo(text, CONTEXT.size() + SpaceId.SIZE);
        successor.bytes().copyTo(text, CONTEXT.size() + SpaceId.SIZE + AuthorId.SIZE);
        return text;
    }

    /** True when this run begins a log with such an event, whatever it says. */
    public static boolean begins(Run run) {
        return run.firstSeq() == 1 && run.type(0).equals(TYPE);
    }

    /** True when this event begins a log and is such an event, whatever it says. */
    public static boolean begins(Event event) {
        return event.seq() == 1 && event.type().equals(TYPE);
    }

    /** What {@code event} says; empty when it is another event, or names nobody or its own author. */
    public static Optional<SuccessorEvent> of(Event event) {
        if (!begins(event)) {
            return Optional.empty();
        }
        return event.payload()
                .filter(payload -> payload.size() == UNSIGNED_LENGTH || payload.size() == SIGNED_LENGTH)
                .flatMap(payload -> read(event.author(), payload.utf8()));
    }

    private static Optional<SuccessorEvent> read(AuthorId successor, String json) {
        Optional<Bytes> predecessor = hex(json, PREDECESSOR.length(), AuthorId.SIZE);
        Optional<Bytes> signature = json.length() == SIGNED_LENGTH
                ? hex(json, UNSIGNED_LENGTH - END.length() + SIGNATURE.length(), SIGNATURE_SIZE)
                : Optional.empty();
        // There is one way to write it, so whatever else stands in it is seen by writing it again.
        return predecessor
                .map(AuthorId::new)
                .filter(old -> !old.equals(successor) && json(old, signature).equals(json))
                .map(old -> new SuccessorEvent(successor, old, signature));
    }

    private static String json(AuthorId predecessor, Optional<Bytes> signature) {
        return PREDECESSOR
                + predecessor.hex()
                + signature.map(bytes -> SIGNATURE + bytes.hex()).orElse("")
                + END;
    }

    private static Optional<Bytes> hex(String text, int at, int size) {
        if (text.length() < at + 2 * size) {
            return Optional.empty();
        }
        String digits = text.substring(at, at + 2 * size);
        boolean right = digits.chars().allMatch(digit -> "0123456789abcdef".indexOf(digit) >= 0);
        return right ? Optional.of(Bytes.ofHex(digits)) : Optional.empty();
    }

    /** True when the signature is the predecessor's, for this space. */
    public boolean isVerified(SpaceId space) {
        return signature.isPresent()
                && new SignatureRule(1).holds(predecessor, text(space, predecessor, successor), signature.get());
    }
}
