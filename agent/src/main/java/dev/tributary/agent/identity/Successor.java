package dev.tributary.agent.identity;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.SpaceId;
import java.util.Optional;

/**
 * The first event of a new author that goes on for an old one. The event itself is signed with the new key; its payload
 * {@code {"predecessor": KEY, "signature": HEX}} also carries the old key's word, where that key still exists: Ed25519
 * over {@code "tributary/successor/1" || space || predecessor || successor}. Without it anybody could say the same, so
 * it is for people to believe.
 */
public final class Successor {
    /** Its type. */
    public static final String TYPE = "tributary.successor";

    private static final Bytes CONTEXT = Bytes.utf8("tributary/successor/1");

    private Successor() {}

    /** The event in which {@code next} says that it goes on for {@code old}. */
    public static EventDraft draft(AuthorId old, Optional<Identity> oldKey, AuthorId next, SpaceId space) {
        String signature = oldKey.map(key -> ",\"signature\":\""
                        + Bytes.wrap(key.signText(text(space, old, next))).hex() + "\"")
                .orElse("");
        return EventDraft.json(TYPE, "{\"predecessor\":\"" + old.hex() + "\"" + signature + "}");
    }

    /** What the old key signs. No event and no certificate begins like this. */
    static byte[] text(SpaceId space, AuthorId old, AuthorId next) {
        byte[] text = new byte[CONTEXT.size() + SpaceId.SIZE + 2 * AuthorId.SIZE];
        CONTEXT.copyTo(text, 0);
        space.bytes().copyTo(text, CONTEXT.size());
        old.bytes().copyTo(text, CONTEXT.size() + SpaceId.SIZE);
        next.bytes().copyTo(text, CONTEXT.size() + SpaceId.SIZE + AuthorId.SIZE);
        return text;
    }
}
