package dev.tributary.agent.network;

import dev.tributary.agent.sync.SyncMessage.Hello;
import java.util.HashSet;
import java.util.Set;

/** The capability word of links, which goes beside those of sync: frames may come in pieces. Pure. */
final class OwnWord {
    private static final String PIECES = "pieces";

    private OwnWord() {}

    /** True when the sender of {@code hello} takes pieces. */
    static boolean isIn(Hello hello) {
        return hello.capabilities().contains(PIECES);
    }

    /** What sync says, and that this agent takes pieces. */
    static Hello beside(Hello hello) {
        Set<String> words = new HashSet<>(hello.capabilities());
        words.add(PIECES);
        return new Hello(
                hello.minProtocol(),
                hello.maxProtocol(),
                hello.agent(),
                hello.storeId(),
                words,
                hello.frameBytes(),
                hello.spaces(),
                hello.clock());
    }
}
