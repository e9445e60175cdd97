package dev.tributary.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that an operator can say, in the order in which pages and files show it. The reader, {@code config show}, the
 * JSON Schema, the page of settings and the annotated default file all come from this one table.
 *
 * @since 0.1
 */
public final class ConfigKeys {
    static final String PLUGIN_SETTINGS = "plugins.settings";

    private static final String V0_1 = "0.1";
    private static final ValueType KEY = new ValueType.Hex64();
    private static final ValueType ADDRESS = new ValueType.Address();
    private static final ValueType PATH = new ValueType.FilePath();
    private static final ValueType NAME = new ValueType.Text(128);

    /** Every key. */
    public static final List<ConfigKey> ALL = Stream.of(
                    Stream.of(key("data", PATH, "./tributary-data", """
                            The data directory: identity, events and the API token. It is made when it is missing.""")),
                    identity(),
                    space(),
                    links(),
                    authors(),
                    plugins(),
                    storage(),
                    log())
            .flatMap(keys -> keys)
            .toList();

    private ConfigKeys() {}

    /** The key with this path. */
    static Optional<ConfigKey> find(String path) {
        return ALL.stream().filter(key -> key.path().equals(path)).findFirst();
    }

    /** True for {@code sync} and {@code web.tls}: groups of keys. */
    static boolean isSection(String path) {
        return ALL.stream().anyMatch(key -> key.path().startsWith(path + "."));
    }

    private static Stream<ConfigKey> identity() {
        return Stream.of(
                key("identity.fence", PATH, "", """
                        A small file that says how far this agent's own log has come, so that a data directory that \
                        was put back or copied is noticed. It must lie outside the data directory and its backups. \
                        Without it: the data directory's name with .fence behind it."""),
                key("identity.passphrase-file", PATH, "", """
                        A file whose bytes, but for a line end behind them, open the agent's encrypted identity file; \
                        a passphrase or a key of 1 to 1,024 bytes. An identity that is made is encrypted with it; one \
                        that is there in plain stays so until 'tributary identity encrypt'. Not readable by everybody. \
                        Without it commands ask for the passphrase, on a terminal only."""),
                new ConfigKey("identity.passphrase", new ValueType.Text(1024), "", """
                        The passphrase itself, for a program that embeds an agent and keeps its secrets elsewhere. In \
                        a file or the environment it is as secret as those; use identity.passphrase-file there. \
                        It is never shown.""", V0_1, true));
    }

    private static Stream<ConfigKey> space() {
        return Stream.of(
                key("space.id", KEY, "", """
                        The space to take part in. Without it the agent uses the one in its data directory, \
                        and founds one on its first start."""),
                key("space.name", NAME, "tributary", "The name of a space that this agent founds."));
    }

    private static Stream<ConfigKey> links() {
        return Stream.of(
                key("sync.listen", ADDRESS, "0.0.0.0:7420", """
                        Where peers are accepted; port 0 takes a free one. Strangers fail in the TLS handshake."""),
                key("sync.interest", new ValueType.ListOf(new ValueType.InterestEntry()), "[]", """
                        What is wanted from a peer, by its key: everybody's events (all), nobody's (none), or those of \
                        some authors; the own log is always exchanged. Of a peer that is not named everything is \
                        wanted. With ;quiet behind it, new events are not pushed: the agent is told of them and \
                        asks. With ;headers events come without their payloads, the own log apart."""),
                key("sync.links", new ValueType.ListOf(new ValueType.LinkEntry()), "[]", """
                        Links that are metered, by the key of the peer: the rate at which this agent sends, a budget \
                        of bytes both ways in a day, and the times of day at which there may be a link. A spent budget \
                        leaves a link that tells roots and nothing else; outside its windows there is none. Write \
                        {key: KEY, rate: 8KiB/s, budget: 50MiB/day, windows: [22:00-06:00]}, any of the parts, or \
                        short KEY=8KiB/s;50MiB/day;22:00-06:00."""),
                key("sync.zone", new ValueType.Zone(), "UTC", """
                        Whose midnight begins the day of a budget, and whose clock opens and closes windows."""),
                key("sync.compression", new ValueType.Choice(List.of("auto", "off")), "auto", """
                        Whether own batches of text are stored and sent compressed (zstd), and taken so from peers: \
                        auto does it where it saves an eighth; with off everything is sent and taken as it is."""),
                key("sync.follow-successors", new ValueType.Flag(), "false", """
                        Whether the successor of a peer is admitted in its place, with its address and interest, once \
                        an event arrives in which the peer's own key signs for it. Not for metered links, and not when \
                        there are two. Who steals a peer's key can then make himself a key that outlives it."""),
                key("sync.on-gone", new ValueType.Choice(List.of("wait", "start-there")), "wait", """
                        What follows when no linked peer keeps the events of a log that come next here: wait until \
                        one links that does, or start the log there, at the first event that a peer still keeps. What \
                        was held below is given up, and a fork below is not seen any more."""),
                key("peers", new ValueType.ListOf(new ValueType.PeerEntry()), "[]", """
                        The agents that may connect. Those with an address are dialled, the others are awaited. \
                        Write {key: KEY, address: HOST:PORT}, or short KEY@HOST:PORT."""),
                key("web.enabled", new ValueType.Flag(), "true", "Whether there is an HTTP API and a dashboard."),
                key("web.listen", ADDRESS, "127.0.0.1:7421", """
                        Where the HTTP API and the dashboard are served; port 0 takes a free one. \
                        Anything but loopback needs web.tls."""),
                key("web.allowed-hosts", new ValueType.ListOf(new ValueType.Text(255)), "[]", """
                        Further names that the Host header may carry, beside the loopback names and the bind \
                        address."""),
                key("web.tls.certificate", PATH, "", "PEM file with the certificate chain of the HTTP API."),
                key("web.tls.key", PATH, "", "PEM file with the private key of that certificate (PKCS#8)."));
    }

    private static Stream<ConfigKey> authors() {
        return Stream.of(
                key("authors.max", new ValueType.Count(1, 10_000_000), "10000", "The most authors that are stored."),
                key("authors.admit", new ValueType.Choice(List.of("relayed", "listed")), "relayed", """
                        Whose events are stored: those of every author that a peer relays, or only of listed \
                        ones."""),
                key("authors.listed", new ValueType.ListOf(KEY), "[]", """
                        The authors that are admitted when only listed ones are; the own key always is."""));
    }

    private static Stream<ConfigKey> plugins() {
        return Stream.of(
                key("plugins.directory", PATH, "", """
                        Where plugin jars are found. Without it: the folder plugins/ of the distribution."""),
                key("plugins.disabled", new ValueType.ListOf(NAME), "[]", "Ids of plugins that are not started."),
                key(PLUGIN_SETTINGS, new ValueType.SettingsByPlugin(), "{}", """
                        What each plugin is told, by its id. Names that end in password, secret or token are never \
                        shown."""));
    }

    private static Stream<ConfigKey> storage() {
        return Stream.of(
                key("storage.segment-size", new ValueType.Size(1L << 20, 1L << 30), "64MiB", """
                        The size at which a segment file is closed and the next one begun."""),
                key("storage.queue-events", new ValueType.Count(256, 1_000_000), "10000", """
                        The most events that wait to be made durable before publishers are told to come back \
                        later."""),
                key("storage.retention", new ValueType.ListOf(new ValueType.RetentionEntry()), "[]", """
                        How much of whose log is kept: others (all but the own), own, or an author's key, each with \
                        ;events=N, ;bytes=SIZE or ;age=30d behind it. Logs are shortened from their oldest end, \
                        as soon as a limit is passed, but for what lies in the segment file that is being written \
                        (storage.segment-size); a rule with a key comes before one for others. Without a rule \
                        all is kept. With ;replicated=K behind it, nothing goes before K peers have told that they \
                        hold it; without it nobody is waited for, and a peer that is slow or was away gets what is \
                        left (sync.on-gone says what it does then). With ;refuse, a log that has reached its \
                        events or bytes takes no new events: own ones are refused, those of others not asked for. \
                        Both together let go what K peers hold beyond three quarters of the limit."""),
                key("storage.payloads", new ValueType.ListOf(new ValueType.PayloadsEntry()), "[]", """
                        Which payloads are deleted on this box when they are old: a type of events, or the beginning \
                        of types with .* behind it; then ;events=N, ;bytes=SIZE (of payloads) or ;age=30d, for what \
                        the newest such events of each author keep; and ;own, ;others or ;KEY when it is not about \
                        everybody. The events themselves stay, and their hashes and signatures hold. They go at most \
                        a tenth of the limit later, whoever lacks them, and never come back."""));
    }

    private static Stream<ConfigKey> log() {
        return Stream.of(
                key("log.level", new ValueType.Choice(List.of("error", "warn", "info", "debug", "trace")), "info", """
                        How much the agent says on standard error."""),
                key("log.format", new ValueType.Choice(List.of("text", "json")), "text", """
                        Lines for people, or one JSON object a line."""));
    }

    private static ConfigKey key(String path, ValueType type, String byDefault, String description) {
        return new ConfigKey(path, type, byDefault, description, V0_1, false);
    }
}
