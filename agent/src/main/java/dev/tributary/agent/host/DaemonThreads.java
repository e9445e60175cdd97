package dev.tributary.agent.host;

import java.util.concurrent.ThreadFactory;

/** Makes threads that never keep a host's JVM alive. */
final class DaemonThreads {
    private DaemonThreads() {}

    static ThreadFactory named(String name, ClassLoader context) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            thread.setContextClassLoader(context);
            return thread;
        };
    }
}
