package dev.tributary.agent.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Sets up Logback in code, found through its service loader: without a file to look for and to parse the agent starts
 * sooner. When nobody decided in {@link LogLines} it steps aside, and Logback does what it would have done without it.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_NORMAL_PRIORITY)
public final class LogbackSetup extends ContextAwareBase implements Configurator {
    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} - %msg%n";

    /** Libraries that explain themselves at length: heard from {@code warn} on, unless everything is wanted. */
    private static final List<String> TALKATIVE =
            List.of("io.netty", "io.vertx", "org.pf4j", "org.mapdb", "io.micrometer");

    /** Called by Logback's service loader. */
    public LogbackSetup() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        LogLines.Target target = LogLines.firstAsked();
        if (target == null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        begin(context, target);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Replaces what there is. */
    static void apply(LogLines.Target target) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        begin(context, target);
    }

    private static void begin(LoggerContext context, LogLines.Target target) {
        Level least = Level.toLevel(target.level(), Level.INFO);
        Appender<ILoggingEvent> appender = target.host() ? new HostAppender() : standardError(context, target, least);
        appender.setContext(context);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(least);
        root.addAppender(appender);
        if (least.isGreaterOrEqual(Level.DEBUG) && !least.isGreaterOrEqual(Level.ERROR)) {
            TALKATIVE.forEach(name -> context.getLogger(name).setLevel(Level.WARN));
        }
    }

    private static Appender<ILoggingEvent> standardError(LoggerContext context, LogLines.Target target, Level least) {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(target.json() ? json(context) : text(context, least));
        return appender;
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
