package dev.tributary.agent.log;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;

/** Signs in the name of one author. Implementations are safe from any thread. */
public interface EventSigner {
    /** In whose name. */
    AuthorId author();

    /** 64 bytes: Ed25519 over {@code "tributary/event/1" || hash}. */
    Bytes sign(EventHash hash);
}
