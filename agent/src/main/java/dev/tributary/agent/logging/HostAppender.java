package dev.tributary.agent.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.AppenderBase;

/** Gives each line to the JDK's logger of the same name, whose configuration is the host's. */
final class HostAppender extends AppenderBase<ILoggingEvent> {
    @Override
    protected void append(ILoggingEvent event) {
        System.Logger target = System.getLogger(event.getLoggerName());
        System.Logger.Level level = level(event.getLevel());
        if (!target.isLoggable(level)) {
            return;
        }
        if (event.getThrowableProxy() instanceof ThrowableProxy thrown) {
            target.log(level, event.getFormattedMessage(), thrown.getThrowable());
        } else {
            target.log(level, event.getFormattedMessage());
        }
    }

    private static System.Logger.Level level(Level level) {
        return switch (level.toInt()) {
            case Level.ERROR_INT -> System.Logger.Level.ERROR;
            case Level.WARN_INT -> System.Logger.Level.WARNING;
            case Level.INFO_INT -> System.Logger.Level.INFO;
            case Level.DEBUG_INT -> System.Logger.Level.DEBUG;
            default -> System.Logger.Level.TRACE;
        };
    }
}
