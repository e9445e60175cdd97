package dev.tributary.agent;

import dev.tributary.agent.storage.HeadsView;
import dev.tributary.agent.storage.HeadsView.CountedHead;
import dev.tributary.agent.sync.HeadsDigest;
import java.lang.ref.WeakReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The root over all heads as people compare it: 32 hexadecimal digits. Computed anew only for other heads. The change
 * counter would not tell: a proven fork takes heads back without any new event.
 */
final class RootText {
    private final Supplier<HeadsView> heads;
    private volatile @Nullable Known known;

    private record Known(WeakReference<HeadsView> view, String digest) {}

    /** {@code heads} answers with one and the same view until a head has changed. */
    RootText(Supplier<HeadsView> heads) {
        this.heads = heads;
    }

    String text() {
        HeadsView view = heads.get();
        Known before = known;
        if (before != null && before.view().refersTo(view)) {
            return before.digest();
        }
        HeadsDigest digest = new HeadsDigest();
        view.heads().values().stream().map(CountedHead::head).forEach(digest::add);
        Known now = new Known(new WeakReference<>(view), digest.root().digest().hex());
        known = now;
        return now.digest();
    }
}
