package dev.tributary.config;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * One effective value.
 *
 * @param key the key that it belongs to
 * @param path the key's path, or that of one plugin's setting below {@code plugins.settings}
 * @param texts what was written: one text, or the items of a list; none when nothing is set
 * @param origin where it came from
 * @since 0.1
 */
public record Setting(ConfigKey key, String path, List<String> texts, Origin origin) {
    private static final Pattern SECRET = Pattern.compile("(?i).*(password|passphrase|secret|token)");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9/][A-Za-z0-9 ._/+@-]*(:[A-Za-z0-9._/+@-]+)*");
    private static final Pattern RESERVED = Pattern.compile("(?i)null|yes|no|on|off|y|n|.* ");

    public Setting {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(path, "path");
        texts = List.copyOf(texts);
        Objects.requireNonNull(origin, "origin");
    }

    /** True when the value must not be shown. */
    public boolean secret() {
        return key.secret() || (isPluginSetting() && SECRET.matcher(path).matches());
    }

    /** The value as YAML, or eight stars for a secret. */
    public String shown() {
        if (secret()) {
            return texts.isEmpty() ? "" : "'" + Secret.HIDDEN + "'";
        }
        if (key.type() instanceof ValueType.ListOf) {
            return texts.isEmpty()
                    ? "[]"
                    : "["
                            + String.join(
                                    ", ", texts.stream().map(Setting::quoted).toList()) + "]";
        }
        return texts.isEmpty() ? "" : quoted(texts.get(0));
    }

    boolean isPluginSetting() {
        return key.path().equals(ConfigKeys.PLUGIN_SETTINGS);
    }

    /** Single quotes where a reader of YAML could take the text for something else. */
    private static String quoted(String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            return '"'
                    + text.replace("\\", "\\\\")
                            .replace("\"", "\\\"")
                            .replace("\n", "\\n")
                            .replace("\t", "\\t")
                            .replace("\r", "\\r")
                    + '"';
        }
        boolean plain = text.startsWith("./") || PLAIN.matcher(text).matches();
        return plain && !RESERVED.matcher(text).matches() ? text : "'" + text.replace("'", "''") + "'";
    }
}
