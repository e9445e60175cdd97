package dev.tributary.web;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.slf4j.LoggerFactory;

/** Listens for Vert.x's complaint about a blocked event loop, and turns it into a failure. */
final class BlockedLoops implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.vertx.core.impl.BlockedThreadChecker");
    private final ListAppender<ILoggingEvent> complaints = new ListAppender<>();

    BlockedLoops() {
        complaints.start();
        logger.addAppender(complaints);
    }

    @Override
    public void close() {
        logger.detachAppender(complaints);
        if (!complaints.list.isEmpty()) {
            throw new AssertionError("an event loop was blocked: " + complaints.list);
        }
    }
}
