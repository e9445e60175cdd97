package dev.tributary.agent.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command finds a running agent: in its data directory, or by address and token; and where it prints. */
final class ApiOptions {
    /** Written by a running agent into its data directory, one line. */
    static final String URL_FILE = "api-url";

    static final String TOKEN_FILE = "api-token";

    private static final int LONGEST_LINE = 4_096;
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,1024}");

    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = "--api",
            paramLabel = "URL",
            description = "The agent's API such as http://127.0.0.1:7421 (default: found in the data directory).")
    private @Nullable String api;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "The file with the API token (default: api-token in the data directory).")
    private @Nullable Path tokenFile;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    /** Where the command prints what was asked for. */
    PrintWriter out() {
        return Objects.requireNonNull(command).commandLine().getOut();
    }

    /** Where it prints what goes wrong meanwhile. */
    PrintWriter err() {
        return Objects.requireNonNull(command).commandLine().getErr();
    }

    /** A client for the agent that was named. */
    ApiClient client(CliContext context) {
        return client(context, data.directory(context));
    }

    private ApiClient client(CliContext context, Path directory) {
        Path token = tokenFile == null ? directory.resolve(TOKEN_FILE) : tokenFile;
        return new ApiClient(url(directory), token(token), context.waiting());
    }

    /** Where the agent keeps what it has. */
    Path directory(CliContext context, ConfigFileOption config) {
        return data.directory(context, config);
    }

    /** A client for the agent that was named, or that runs on {@code directory}; empty when none does. */
    Optional<ApiClient> running(CliContext context, Path directory) throws InterruptedException {
        if (api != null) {
            return Optional.of(client(context, directory));
        }
        if (line(directory.resolve(URL_FILE)).isEmpty()) {
            return Optional.empty();
        }
        ApiClient client = client(context, directory);
        return client.answers() ? Optional.of(client) : Optional.empty();
    }

    private URI url(Path directory) {
        String text = api == null
                ? line(directory.resolve(URL_FILE))
                        .orElseThrow(() -> CommandFailure.failed("no agent runs in " + directory
                                + ": start one with 'tributary run --data " + directory
                                + "', or name one with --api and --token-file."))
                : api;
        try {
            URI url = URI.create(text.replaceAll("/+$", ""));
            if (url.getHost() != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // Told below, like every other text that is no address of an API.
        }
        throw CommandFailure.usage("'" + Printable.text(text) + "' is not the address of an API; give one such as "
                + "http://127.0.0.1:7421.");
    }

    private static String token(Path file) {
        String token = line(file)
                .orElseThrow(() -> CommandFailure.failed(
                        "there is no token file " + file + ": name the right one with --token-file."));
        if (!TOKEN.matcher(token).matches()) {
            throw CommandFailure.failed("the file " + file + " does not hold a token.");
        }
        return token;
    }

    /** The file's only line, or as much of it as is too long anyway; empty when there is no such file. */
    private static Optional<String> line(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Optional.of(new String(in.readNBytes(LONGEST_LINE), StandardCharsets.ISO_8859_1).strip());
        } catch (IOException e) {
            throw CommandFailure.failed(FileWords.unreadable(file, e));
        }
    }
}
