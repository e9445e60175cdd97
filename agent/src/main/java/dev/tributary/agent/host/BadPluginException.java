package dev.tributary.agent.host;

import java.io.Serial;

/** A plugin that cannot be used. The message is one sentence for the operator. */
final class BadPluginException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    BadPluginException(String message) {
        super(message);
    }

    BadPluginException(String message, Throwable cause) {
        super(message, cause);
    }
}
