package dev.tributary.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads a configuration file's bytes as UTF-8 and says where they are not. */
final class ConfigFile {
    /** More than any configuration needs, and little enough to read whatever the path names. */
    static final int MOST_BYTES = 1 << 20;

    private ConfigFile() {}

    /** The file's text without a byte order mark; empty when a problem was reported. */
    static Optional<String> text(Path file, List<ConfigProblem> problems) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                return unreadable(
                        file, "has more than " + ByteSize.format(MOST_BYTES) + ": is it the right file?", problems);
            }
            return decode(file, bytes, problems);
        } catch (NoSuchFileException e) {
            return unreadable(file, "there is no such file", problems);
        } catch (IOException e) {
            String why = Files.isDirectory(file) ? "it is a directory" : String.valueOf(e.getMessage());
            return unreadable(file, "cannot be read: " + why, problems);
        }
    }

    private static Optional<String> decode(Path file, byte[] bytes, List<ConfigProblem> problems) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(in, out, true);
        String text = out.flip().toString();
        if (result.isUnderflow()) {
            return Optional.of(text.startsWith("\uFEFF") ? text.substring(1) : text);
        }
        int line = (int) text.chars().filter(c -> c == '\n').count() + 1;
        int column = text.length() - text.lastIndexOf('\n');
        problems.add(new ConfigProblem(
                new Place(file.toString(), line, column),
                "",
                String.format("the byte 0x%02x is not UTF-8; save the file as UTF-8", in.get(in.position())),
                Optional.empty()));
        return Optional.empty();
    }

    private static Optional<String> unreadable(Path file, String why, List<ConfigProblem> problems) {
        problems.add(new ConfigProblem(Place.of(file.toString()), "", why, Optional.empty()));
        return Optional.empty();
    }
}
