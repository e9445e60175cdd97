package dev.tributary.agent.cli;

import java.time.Duration;

/** How a command that runs on learns that it should end. */
interface StopRequests {
    /** Begins to listen; the command closes it when everything of its own is down. */
    Armed arm();

    /** A command that can be asked to end. */
    interface Armed extends AutoCloseable {
        /** True as soon as somebody asked; waits {@code time} at most. */
        boolean await(Duration time) throws InterruptedException;

        /** The command has ended in order. */
        @Override
        void close();
    }
}
