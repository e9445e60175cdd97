package dev.tributary.config;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * All that an operator can say about an agent, checked and complete: defaults are filled in.
 *
 * @param data the data directory
 * @param identity what keeps the agent's key and past
 * @param space which logs the agent takes part in
 * @param sync links to other agents
 * @param web the HTTP API and the dashboard
 * @param peers the agents that may connect, and those that are dialled
 * @param authors who may write
 * @param plugins what is loaded
 * @param storage how events are kept
 * @param log what the agent says about itself
 */
public record AgentConfig(
        Path data,
        Identity identity,
        Space space,
        Sync sync,
        Web web,
        List<Peer> peers,
        Authors authors,
        Plugins plugins,
        Storage storage,
        Log log) {
    public AgentConfig {
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(identity, "identity");
        Objects.requireNonNull(space, "space");
        Objects.requireNonNull(sync, "sync");
        Objects.requireNonNull(web, "web");
        peers = List.copyOf(peers);
        Objects.requireNonNull(authors, "authors");
        Objects.requireNonNull(plugins, "plugins");
        Objects.requireNonNull(storage, "storage");
        Objects.requireNonNull(log, "log");
    }

    /** The same with a passphrase that somebody was asked for, instead of any other. */
    public AgentConfig withPassphrase(Secret passphrase) {
        Identity asked = new Identity(identity.fence(), Optional.empty(), Optional.of(passphrase));
        return new AgentConfig(data, asked, space, sync, web, peers, authors, plugins, storage, log);
    }

    /**
     * The agent's key and past.
     *
     * @param fence the fence file; empty for one beside the data directory
     * @param passphraseFile whose content opens the identity file
     * @param passphrase opens the identity file; never beside {@code passphraseFile}
     */
    public record Identity(Optional<Path> fence, Optional<Path> passphraseFile, Optional<Secret> passphrase) {}

    /**
     * The space.
     *
     * @param id 64 hexadecimal digits; empty to use the one in the data directory, or to found one
     * @param name the name of a space that is founded
     */
    public record Space(Optional<String> id, String name) {}

    /**
     * Links to other agents.
     *
     * @param listen where peers are accepted, {@code host:port}; port 0 takes a free one
     * @param interest what is wanted from some peers; everything from the others
     * @param links what some links may carry and when; the others are free
     * @param zone whose midnight ends the day of a budget and whose clock opens and closes windows
     * @param compression whether runs are packed where that pays, stored and sent so
     * @param followSuccessors whether the verified successor of a peer is admitted in its place
     * @param startThere whether a log whose next events no peer keeps is begun where one still does
     */
    public record Sync(
            String listen,
            List<Interest> interest,
            List<Link> links,
            ZoneId zone,
            boolean compression,
            boolean followSuccessors,
            boolean startThere) {
        public Sync {
            interest = List.copyOf(interest);
            links = List.copyOf(links);
            Objects.requireNonNull(zone, "zone");
        }
    }

    /**
     * A metered link.
     *
     * @param peer the author key of the agent at its other end, 64 hexadecimal digits
     * @param rate the most bytes that are sent in a second; empty for no limit
     * @param budget the most bytes that go both ways in a day; empty for no limit
     * @param windows when there may be a link; empty for always
     * @since 0.1
     */
    public record Link(String peer, OptionalLong rate, OptionalLong budget, List<Window> windows) {
        public Link {
            windows = List.copyOf(windows);
        }
    }

    /**
     * A part of every day.
     *
     * @param from its first minute
     * @param to the minute in which it is over; earlier than {@code from} when it goes over midnight
     * @since 0.1
     */
    public record Window(LocalTime from, LocalTime to) {}

    /**
     * What is wanted from one peer.
     *
     * @param peer its author key, 64 hexadecimal digits
     * @param authors whose events, as author keys; empty = everybody's
     * @param live false when new events are to be announced, not pushed
     * @param payloads false when events are wanted without their payloads
     * @since 0.1
     */
    public record Interest(String peer, Optional<List<String>> authors, boolean live, boolean payloads) {
        public Interest {
            authors = authors.map(List::copyOf);
        }
    }

    /**
     * The HTTP API and the dashboard.
     *
     * @param enabled false for none
     * @param listen {@code host:port}; anything but loopback needs TLS
     * @param allowedHosts further names that the Host header may carry, beside the loopback names and the bind address
     * @param certificate PEM file with the certificate chain for TLS
     * @param key PEM file with its private key (PKCS#8)
     */
    public record Web(
            boolean enabled, String listen, List<String> allowedHosts, Optional<Path> certificate, Optional<Path> key) {
        public Web {
            allowedHosts = List.copyOf(allowedHosts);
        }
    }

    /**
     * An agent that may connect.
     *
     * @param key its author key, 64 hexadecimal digits
     * @param address where it is dialled, {@code host:port}; empty when it is only awaited
     */
    public record Peer(String key, Optional<String> address) {}

    /**
     * Who may write.
     *
     * @param max the most authors that are stored
     * @param admit {@link Admit#RELAYED} or {@link Admit#LISTED}
     * @param listed author keys that are admitted when only listed ones are; the own key always is
     */
    public record Authors(int max, Admit admit, List<String> listed) {
        public Authors {
            listed = List.copyOf(listed);
        }
    }

    /** Who is admitted. */
    public enum Admit {
        /** Every author that an admitted peer relays, up to the maximum. */
        RELAYED,
        /** Only listed authors. */
        LISTED
    }

    /**
     * Plugins.
     *
     * @param directory where jars are found; empty for the distribution's {@code plugins/}
     * @param disabled ids that are not started
     * @param settings plugin id to its settings, flat
     */
    public record Plugins(Optional<Path> directory, List<String> disabled, Map<String, Map<String, String>> settings) {
        public Plugins {
            disabled = List.copyOf(disabled);
            settings = Map.copyOf(settings);
        }
    }

    /**
     * The store.
     *
     * @param segmentBytes the size at which a segment is closed and the next begun
     * @param queueEvents the most events that wait to be made durable before publishers are told to come back later
     * @param retention how much of whose log is kept; all of it where no rule fits
     * @param payloads which payloads are deleted when they are old
     */
    public record Storage(int segmentBytes, int queueEvents, List<Retention> retention, List<Payloads> payloads) {
        public Storage {
            retention = List.copyOf(retention);
            payloads = List.copyOf(payloads);
        }
    }

    /**
     * How much of somebody's log is kept; at least one limit is there.
     *
     * @param who {@code others}, {@code own} or an author's key
     * @param events that many newest events stay at least
     * @param bytes older ones go while the log takes more on disk
     * @param age older ones go
     * @param replicated none goes before that many peers are known to hold it; 0 for none
     * @param refuse true when new events are refused at {@code events} and {@code bytes}, instead of old ones going
     * @since 0.1
     */
    public record Retention(
            String who,
            OptionalLong events,
            OptionalLong bytes,
            Optional<Duration> age,
            int replicated,
            boolean refuse) {}

    /**
     * Which payloads are deleted when they are old; the events stay. At least one limit is there.
     *
     * @param type a type of events, or with {@code .*} at its end the beginning of types
     * @param who {@code others}, {@code own} or an author's key; empty for everybody
     * @param events of each author that many newest events of such types keep theirs
     * @param bytes of each author the newest keep theirs that take so much together
     * @param age older ones go
     * @since 0.1
     */
    public record Payloads(
            String type, Optional<String> who, OptionalLong events, OptionalLong bytes, Optional<Duration> age) {}

    /**
     * Log lines.
     *
     * @param level {@code error}, {@code warn}, {@code info}, {@code debug} or {@code trace}
     * @param json true for one JSON object a line
     */
    public record Log(String level, boolean json) {}
}
