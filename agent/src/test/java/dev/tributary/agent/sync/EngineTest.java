package dev.tributary.agent.sync;

import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.sync.SyncMessage.AdvertiseChanges;
import dev.tributary.agent.sync.SyncMessage.Cursor;
import dev.tributary.agent.sync.SyncMessage.Hello;
import dev.tributary.agent.sync.SyncMessage.Interest;
import dev.tributary.agent.sync.SyncMessage.Root;
import dev.tributary.agent.sync.SyncMessage.SpaceOffer;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.SpaceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;

/** A sync machine between messages that a test lets arrive and effects that it looks at. */
abstract class EngineTest {
    static final SyncLimits LIMITS = SyncLimits.STANDARD;
    static final SpaceId SPACE = new SpaceId(filled(7));
    static final AuthorId SELF = new AuthorId(filled(1));
    static final AuthorId PEER = new AuthorId(filled(2));
    static final AuthorId OTHER = new AuthorId(filled(3));
    static final Bytes STORE = Bytes.utf8("0123456789abcdef");
    static final Root ELSEWHERE = new Root(3, Bytes.utf8("another digest.."));

    SyncEngine engine;

    static Bytes filled(int value) {
        byte[] bytes = new byte[32];
        java.util.Arrays.fill(bytes, (byte) value);
        return Bytes.of(bytes);
    }

    @BeforeEach
    void freshEngine() {
        engine = new SyncEngine(new SyncEngine.Self(SELF, SPACE, STORE, "test"), LIMITS, LogLimits.STANDARD);
    }

    /** These heads are here, and came in this order. */
    void hold(List<AuthorHead> heads) {
        for (int i = 0; i < heads.size(); i++) {
            engine.holds(heads.get(i), i + 1);
        }
    }

    List<SyncMessage> sent(long link) {
        List<SyncMessage> messages = new ArrayList<>();
        for (SyncEffect effect : engine.drain()) {
            if (effect instanceof SyncEffect.Send send && send.link() == link) {
                messages.add(send.message());
            }
        }
        return messages;
    }

    List<String> closed() {
        return engine.drain().stream()
                .filter(SyncEffect.Close.class::isInstance)
                .map(effect -> ((SyncEffect.Close) effect).reason())
                .toList();
    }

    static Hello hello(Root root, Optional<Cursor> cursor) {
        return new Hello(
                1, 1, "peer", STORE, Set.of("unheard-of"), 1 << 19, List.of(new SpaceOffer(SPACE, root, 9, cursor)), 0);
    }

    /** Opens a link and lets the peer say Hello; what was sent by then is forgotten. */
    void link(long link, AuthorId peer, Root root) {
        engine.opened(link, peer, 0, 0);
        greet(link, hello(root, Optional.empty()));
        engine.drain();
    }

    /** The peer says who it is, and that it wants everything. */
    void greet(long link, Hello hello) {
        engine.received(link, hello, 0);
        engine.received(link, new Interest(SPACE, Optional.empty(), Interest.PUSH_OWN, true, List.of()), 0);
    }

    void advertise(long link, AuthorHead... heads) {
        engine.received(link, new AdvertiseChanges(SPACE, 0, 9, List.of(heads), false), 0);
    }

    static AuthorHead head(AuthorId author, long seq) {
        return new AuthorHead(author, seq, new EventHash(filled((int) seq)));
    }

    Root ownRoot() {
        engine.opened(99, PEER, 0, 0);
        Hello hello = (Hello) sent(99).get(0);
        engine.closed(99);
        engine.drain();
        return hello.spaces().get(0).root();
    }
}
