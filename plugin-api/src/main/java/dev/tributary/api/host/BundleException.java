package dev.tributary.api.host;

import java.io.Serial;

/**
 * A bundle or a backup cannot be read or made. The message is one sentence for a person.
 *
 * @since 0.1
 */
public final class BundleException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /** A failure with its sentence. */
    public BundleException(String message) {
        super(message);
    }
}
