package dev.tributary.agent.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Sets up Logback in code: without a file to parse the agent starts sooner. Only the command line calls
 * {@link #toStandardError}, since the process is its own; an agent in a host's class loader of its own calls
 * {@link #toHost}, which changes nothing outside of that loader; an agent on a host's class path leaves logging alone.
 */
public final class LogLines {
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} - %msg%n";

    /** Libraries that explain themselves at length: heard from {@code warn} on, unless everything is wanted. */
    private static final List<String> TALKATIVE = List.of("io.netty", "io.vertx", "org.pf4j", "org.mapdb");

    private LogLines() {}

    /**
     * Writes lines of {@code level} and above to standard error, with stack traces from level debug on.
     *
     * @param level {@code error}, {@code warn}, {@code info}, {@code debug} or {@code trace}
     * @param json one JSON object a line
     */
    public static void toStandardError(String level, boolean json) {
        Level least = Level.toLevel(level, Level.INFO);
        LoggerContext context = emptied();
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(json ? json(context) : text(context, least));
        appender.start();
        begin(context, least, appender);
    }

    /** Hands all lines to the host's {@link System.Logger} of the same name. */
    public static void toHost() {
        LoggerContext context = emptied();
        HostAppender appender = new HostAppender();
        appender.setContext(context);
        appender.start();
        begin(context, Level.DEBUG, appender);
    }

    /** Logback's own first configuration prints every debug line to standard output: it goes. */
    private static LoggerContext emptied() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        return context;
    }

    private static void begin(LoggerContext context, Level least, Appender<ILoggingEvent> appender) {
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(least);
        root.addAppender(appender);
        if (least.isGreaterOrEqual(Level.DEBUG) && !least.isGreaterOrEqual(Level.ERROR)) {
            TALKATIVE.forEach(name -> context.getLogger(name).setLevel(Level.WARN));
        }
    }

    private static Encoder<ILoggingEvent> text(LoggerContext context, Level least) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN + (least.isGreaterOrEqual(Level.INFO) ? "%ex{short}" : "%ex"));
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> json(LoggerContext context) {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.setWithFormattedMessage(true);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithContext(false);
        encoder.setWithSequenceNumber(false);
        encoder.start();
        return encoder;
    }
}
