package dev.tributary.agent;

import dev.tributary.agent.replication.Replication;
import dev.tributary.agent.storage.Storage;
import dev.tributary.agent.sync.Wanted;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.config.AgentConfig;
import dev.tributary.config.AgentConfig.Interest;
import dev.tributary.config.InterestText;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is wanted from each peer: what the configuration says, else what was said when the peer was added, which is kept
 * in the store under {@code interest/<key>}; else everything.
 */
final class PeerInterests {
    private static final Logger LOG = LoggerFactory.getLogger(PeerInterests.class);
    private static final String PREFIX = "interest/";
    private static final String ALL = "all";

    private final AuthorId self;
    private final Storage storage;
    private final Set<AuthorId> configured;
    private final Map<AuthorId, Interest> interests = new ConcurrentHashMap<>();

    PeerInterests(AgentConfig config, AuthorId self, Storage storage) {
        this.self = self;
        this.storage = storage;
        storage.state(PeerDirectory.OWNER).forEach((key, value) -> {
            if (key.startsWith(PREFIX)) {
                String peer = key.substring(PREFIX.length());
                interests.put(AuthorId.ofHex(peer), InterestText.read(peer, value.utf8()));
            }
        });
        config.sync().interest().forEach(interest -> interests.put(AuthorId.ofHex(interest.peer()), interest));
        configured = config.sync().interest().stream()
                .map(interest -> AuthorId.ofHex(interest.peer()))
                .collect(Collectors.toSet());
    }

    /** True when headers without payloads are wanted of a peer, or ever were: what came then may still be stored. */
    boolean mayLackPayloads() {
        boolean wanted = interests.values().stream().anyMatch(interest -> !interest.payloads());
        boolean known = storage.state(PeerDirectory.OWNER).containsKey(Storage.LACKS_PAYLOADS);
        if (wanted && !known) {
            remember().onFailure(failure -> LOG.warn("cannot remember that payloads are missing", failure));
        }
        return wanted || known;
    }

    /** Written before the first run without payloads comes, and so before it in the store. */
    private Future<Void> remember() {
        return storage.putState(PeerDirectory.OWNER, Storage.LACKS_PAYLOADS, Optional.of(Bytes.utf8("wanted")));
    }

    /** Names every peer that the configuration has an interest in, or meters, and that nobody has admitted. */
    static void nameUnknown(AgentConfig config, Collection<AuthorId> peers) {
        unknown(config, peers).forEach(LOG::warn);
    }

    /** The same as sentences. */
    static List<String> unknown(AgentConfig config, Collection<AuthorId> peers) {
        Set<String> known = peers.stream().map(AuthorId::hex).collect(Collectors.toSet());
        return Stream.concat(
                        unknown(
                                "sync.interest",
                                config.sync().interest().stream().map(Interest::peer),
                                known),
                        unknown("sync.links", config.sync().links().stream().map(AgentConfig.Link::peer), known))
                .toList();
    }

    private static Stream<String> unknown(String setting, Stream<String> named, Set<String> known) {
        return named.filter(peer -> !known.contains(peer))
                .sorted()
                .map(peer -> setting + " names " + peer
                        + ", which is not a peer: put it into peers, or add it with peers add");
    }

    /** What is wanted, in the words of sync. */
    Map<AuthorId, Wanted> wanted() {
        Map<AuthorId, Wanted> wanted = new TreeMap<>();
        interests.forEach((peer, interest) -> wanted.put(peer, wanted(interest)));
        return wanted;
    }

    private Wanted wanted(Interest interest) {
        Wanted wanted = interest.authors()
                .map(authors -> Wanted.only(
                        self, authors.stream().map(AuthorId::ofHex).collect(Collectors.toSet()), interest.live()))
                .orElseGet(() -> new Wanted(Optional.empty(), interest.live(), true));
        return interest.payloads() ? wanted : wanted.headersOnly();
    }

    /** What is wanted from the peer, for people: {@code all} when nothing else was said. */
    String text(AuthorId peer) {
        Interest interest = interests.get(peer);
        return interest == null ? ALL : InterestText.wants(interest);
    }

    /** True when nobody has said yet what is wanted from the peer. */
    boolean isOpen(AuthorId peer) {
        return !interests.containsKey(peer);
    }

    /** Why {@code wants} cannot be said of the peer. */
    Optional<String> problem(AuthorId peer, String wants) {
        Optional<String> problem = InterestText.problem(wants).map(what -> "the interest " + what);
        boolean other =
                problem.isEmpty() && !InterestText.wants(read(peer, wants)).equals(text(peer));
        return configured.contains(peer) && other
                ? Optional.of("the configuration's sync.interest says what is wanted of this peer: change it there")
                : problem;
    }

    /** Stores what is wanted from now on, and tells sync. {@link #problem} has found no fault with it. */
    Future<Void> put(AuthorId peer, String wants, Replication replication) {
        Interest interest = read(peer, wants);
        Bytes text = Bytes.utf8(InterestText.wants(interest));
        return (interest.payloads() ? Future.<Void>succeededFuture() : remember())
                .compose(remembered -> storage.putState(PeerDirectory.OWNER, PREFIX + peer.hex(), Optional.of(text)))
                .compose(stored -> {
                    interests.put(peer, interest);
                    return replication.wants(peer, wanted(interest));
                });
    }

    /** What the configuration says of the peer stays; what was said when it was added is forgotten. */
    Future<Void> forget(AuthorId peer, Replication replication) {
        if (configured.contains(peer) || interests.remove(peer) == null) {
            return Future.succeededFuture();
        }
        return storage.putState(PeerDirectory.OWNER, PREFIX + peer.hex(), Optional.empty())
                .compose(stored -> replication.wants(peer, Wanted.ALL));
    }

    private static Interest read(AuthorId peer, String wants) {
        return InterestText.read(peer.hex(), wants);
    }
}
