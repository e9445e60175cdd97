package dev.tributary.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class PluginLoggerTest {
    private final Logger target = (Logger) LoggerFactory.getLogger("plugin.logs");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final System.Logger logger = new PluginLogger("logs");

    @BeforeEach
    void listen() {
        lines.start();
        target.setLevel(Level.INFO);
        target.setAdditive(false);
        target.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        target.detachAppender(lines);
    }

    @Test
    void linesAppearUnderThePluginsIdWithTheirLevels() {
        logger.log(System.Logger.Level.WARNING, "{0} of {1} doors", 3, 4);
        logger.log(System.Logger.Level.INFO, "as it is: {}");
        logger.log(System.Logger.Level.DEBUG, "not wanted");
        logger.log(System.Logger.Level.ERROR, "broken", new IllegalStateException("why"));

        assertThat(lines.list)
                .extracting(line -> line.getLevel() + " " + line.getLoggerName() + " " + line.getFormattedMessage())
                .containsExactly(
                        "WARN plugin.logs 3 of 4 doors", "INFO plugin.logs as it is: {}", "ERROR plugin.logs broken");
        assertThat(lines.list.get(2).getThrowableProxy().getMessage()).isEqualTo("why");
    }

    @Test
    void endlessLinesAreShortened() {
        logger.log(System.Logger.Level.INFO, "a".repeat(PluginLogger.MAX_LINE));
        logger.log(System.Logger.Level.INFO, "a".repeat(PluginLogger.MAX_LINE + 1));

        assertThat(lines.list.get(0).getFormattedMessage()).hasSize(PluginLogger.MAX_LINE);
        assertThat(lines.list.get(1).getFormattedMessage())
                .hasSize(PluginLogger.MAX_LINE + 3)
                .endsWith("a...");
    }

    @Test
    void formatThatIsBrokenIsWrittenAsItIs() {
        logger.log(System.Logger.Level.INFO, "{not a number}", 1);

        assertThat(lines.list.get(0).getFormattedMessage()).isEqualTo("{not a number}");
    }
}
