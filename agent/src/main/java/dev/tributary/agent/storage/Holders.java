package dev.tributary.agent.storage;

import dev.tributary.api.model.AuthorId;

/** What peers have told that they hold of the logs here. Safe from any thread; nothing here blocks. */
public interface Holders {
    /** Nobody holds anything. */
    Holders NONE = new Holders() {
        @Override
        public long heldBy(AuthorId author, int peers) {
            return 0;
        }

        @Override
        public void ask(AuthorId author, long seq) {
            // There is nobody to be asked.
        }

        @Override
        public long changes() {
            return 0;
        }
    };

    /** The seq up to which at least {@code peers} peers are known to hold the author's log; 0 when they are not. */
    long heldBy(AuthorId author, int peers);

    /** Peers are asked, soon, whether they hold the author's log up to {@code seq}. */
    void ask(AuthorId author, long seq);

    /** Another number whenever an answer of {@link #heldBy} may be another one. */
    long changes();
}
