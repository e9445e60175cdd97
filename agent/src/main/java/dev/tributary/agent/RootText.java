package dev.tributary.agent;

import dev.tributary.agent.storage.HeadsView;
import dev.tributary.agent.storage.HeadsView.CountedHead;
import dev.tributary.agent.storage.Storage;
import dev.tributary.agent.sync.HeadsDigest;

/** The root over all heads as people compare it: 32 hexadecimal digits. Computed anew only after a commit. */
final class RootText {
    private final Storage storage;
    private volatile Known known = new Known(-1, "");

    private record Known(long counter, String digest) {}

    RootText(Storage storage) {
        this.storage = storage;
    }

    String text() {
        HeadsView view = storage.heads();
        Known before = known;
        if (before.counter() == view.counter()) {
            return before.digest();
        }
        HeadsDigest digest = new HeadsDigest();
        view.heads().values().stream().map(CountedHead::head).forEach(digest::add);
        Known now = new Known(view.counter(), digest.root().digest().hex());
        known = now;
        return now.digest();
    }
}
