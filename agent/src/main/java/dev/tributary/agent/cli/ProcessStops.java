package dev.tributary.agent.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * SIGTERM, SIGINT and SIGHUP as requests to stop. The JVM answers such a signal by running its shutdown hooks and would
 * then exit with 128 and the signal's number, although everything went well. So the hook waits until the command has
 * ended in order and then halts the JVM with 0.
 *
 * <pre>
 *   signal -> hook: asked -> command: stops its parts, closes -> hook: ended -> halt(0)
 * </pre>
 */
final class ProcessStops implements StopRequests {
    /** A little more than an agent may take to stop. */
    private static final Duration PATIENCE = Duration.ofSeconds(6);

    @Override
    public Armed arm() {
        return new Hook();
    }

    private static final class Hook implements Armed {
        private final CountDownLatch asked = new CountDownLatch(1);
        private final CountDownLatch ended = new CountDownLatch(1);
        private final Thread thread = new Thread(this::stop, "tributary-stop");

        Hook() {
            Runtime.getRuntime().addShutdownHook(thread);
        }

        private void stop() {
            asked.countDown();
            try {
                boolean inOrder = ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                Runtime.getRuntime().halt(inOrder ? 0 : 1);
            } catch (InterruptedException e) {
                Runtime.getRuntime().halt(1);
            }
        }

        @Override
        public boolean await(Duration time) throws InterruptedException {
            return asked.await(time.toMillis(), TimeUnit.MILLISECONDS);
        }

        /** Without a signal the hook is taken back, so that the command's own exit code counts. */
        @Override
        public void close() {
            if (asked.getCount() == 0) {
                ended.countDown();
                return;
            }
            try {
                Runtime.getRuntime().removeShutdownHook(thread);
            } catch (IllegalStateException e) {
                ended.countDown();
            }
        }
    }
}
