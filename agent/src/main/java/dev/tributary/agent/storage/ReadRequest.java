package dev.tributary.agent.storage;

import java.io.IOException;

/**
 * What is asked of the reading verticle.
 *
 * @param question reads; runs on the reading thread
 */
record ReadRequest<T>(Question<T> question) {
    /** Reads something. */
    interface Question<T> {
        T ask(StoreReader reader) throws IOException;
    }
}
