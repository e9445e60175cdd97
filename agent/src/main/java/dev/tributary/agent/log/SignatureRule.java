package dev.tributary.agent.log;

import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/**
 * The one rule for signatures on the wire (PROTOCOL section 2): canonical A and R, S &lt; L, A of full order,
 * cofactored equation. Decoding and validating a key costs as much as a signature check, so the keys used last are
 * kept. Not safe for use by several threads at once.
 */
class SignatureRule {
    /** As many keys as a space has authors by default. */
    static final int KEYS_KEPT = 10_000;

    private final Map<AuthorId, Ed25519.PublicPoint> keys = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AuthorId, Ed25519.PublicPoint> eldest) {
            return size() > keysKept;
        }
    };

    private final int keysKept;
    private final byte[] message = SignedText.room();

    SignatureRule() {
        this(KEYS_KEPT);
    }

    SignatureRule(int keysKept) {
        this.keysKept = keysKept;
    }

    /** True when the run's signature is its author's over its last event. */
    boolean covers(CheckedRun run) {
        return holds(run.author(), run.hash(run.count() - 1), run.run().signature());
    }

    /** True when {@code signature} is the author's over the event {@code hash}; false for a bad key as well. */
    boolean holds(AuthorId author, EventHash hash, Bytes signature) {
        SignedText.put(hash, message);
        return holds(author, message, signature);
    }

    /** True when {@code signature} is the author's over {@code text}. */
    boolean holds(AuthorId author, byte[] text, Bytes signature) {
        Ed25519.PublicPoint key = key(author);
        return key != null
                && signature.size() == Ed25519.SIGNATURE_SIZE
                && Ed25519.verify(signature.toArray(), 0, key, text, 0, text.length);
    }

    /** The number of keys that are kept now. */
    int kept() {
        return keys.size();
    }

    private Ed25519.@Nullable PublicPoint key(AuthorId author) {
        Ed25519.PublicPoint known = keys.get(author);
        if (known != null) {
            return known;
        }
        Ed25519.PublicPoint key =
                Ed25519.validatePublicKeyFullExport(author.bytes().toArray(), 0);
        if (key != null) {
            keys.put(author, key);
        }
        return key;
    }
}
