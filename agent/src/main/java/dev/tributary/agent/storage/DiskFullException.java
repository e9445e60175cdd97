package dev.tributary.agent.storage;

import java.io.IOException;

/**
 * There is no space for what was to be written. Nothing is known to be broken: whoever takes back what the write left
 * behind may go on once there is space again.
 */
public final class DiskFullException extends IOException {
    private static final long serialVersionUID = 1L;

    DiskFullException(String message, Throwable cause) {
        super(message, cause);
    }

    DiskFullException(String message) {
        super(message);
    }
}
