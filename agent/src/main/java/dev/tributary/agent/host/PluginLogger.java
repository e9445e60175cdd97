package dev.tributary.agent.host;

import java.text.MessageFormat;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Hands a plugin's lines to the agent's log under {@code plugin.ID}, shortened where they are endless. */
final class PluginLogger implements System.Logger {
    static final int MAX_LINE = 8_192;

    private final Logger target;

    PluginLogger(String id) {
        this.target = LoggerFactory.getLogger("plugin." + id);
    }

    @Override
    public String getName() {
        return target.getName();
    }

    @Override
    public boolean isLoggable(Level level) {
        return switch (level) {
            case ALL, TRACE -> target.isTraceEnabled();
            case DEBUG -> target.isDebugEnabled();
            case INFO -> target.isInfoEnabled();
            case WARNING -> target.isWarnEnabled();
            case ERROR -> target.isErrorEnabled();
            case OFF -> false;
        };
    }

    @Override
    public void log(
            Level level, @Nullable ResourceBundle bundle, @Nullable String message, @Nullable Throwable thrown) {
        if (isLoggable(level)) {
            write(level, translated(bundle, message), thrown);
        }
    }

    @Override
    public void log(
            Level level,
            @Nullable ResourceBundle bundle,
            @Nullable String format,
            @Nullable Object @Nullable ... parameters) {
        if (isLoggable(level)) {
            write(level, formatted(translated(bundle, format), parameters), null);
        }
    }

    private void write(Level level, @Nullable String text, @Nullable Throwable thrown) {
        String line = text == null ? "" : text;
        LoggingEventBuilder builder = target.atLevel(slf4j(level));
        if (thrown != null) {
            builder = builder.setCause(thrown);
        }
        builder.log(line.length() <= MAX_LINE ? line : line.substring(0, MAX_LINE) + "...");
    }

    private static org.slf4j.event.Level slf4j(Level level) {
        return switch (level) {
            case ALL, TRACE -> org.slf4j.event.Level.TRACE;
            case DEBUG -> org.slf4j.event.Level.DEBUG;
            case INFO -> org.slf4j.event.Level.INFO;
            case WARNING -> org.slf4j.event.Level.WARN;
            case ERROR, OFF -> org.slf4j.event.Level.ERROR;
        };
    }

    private static @Nullable String translated(@Nullable ResourceBundle bundle, @Nullable String key) {
        if (bundle == null || key == null) {
            return key;
        }
        try {
            return bundle.getString(key);
        } catch (MissingResourceException | ClassCastException e) {
            return key;
        }
    }

    private static @Nullable String formatted(@Nullable String format, @Nullable Object @Nullable [] parameters) {
        if (format == null || parameters == null || parameters.length == 0) {
            return format;
        }
        try {
            return MessageFormat.format(format, parameters);
        } catch (IllegalArgumentException e) {
            return format;
        }
    }
}
