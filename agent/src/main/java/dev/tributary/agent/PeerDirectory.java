package dev.tributary.agent;

import dev.tributary.agent.network.Network;
import dev.tributary.agent.network.PeerLink;
import dev.tributary.agent.replication.PeerSync;
import dev.tributary.agent.replication.Replication;
import dev.tributary.agent.storage.Storage;
import dev.tributary.agent.sync.Differences;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.status.PeerLogs;
import dev.tributary.api.status.PeerStatus;
import dev.tributary.api.status.PeerStatus.State;
import dev.tributary.config.AgentConfig;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Peers as people see them: what the network and sync know of each, in one record. Peers added at run time are kept in
 * the store under {@code peer/<key>} and come back at the next start; those of the configuration come from there.
 */
final class PeerDirectory {
    /** Under this name the agent keeps its own state in the store. */
    static final String OWNER = "tributary";

    private static final String PREFIX = "peer/";

    /** Under {@code followed/<key>} is who was admitted in place of that peer. */
    private static final String FOLLOWED = "followed/";

    private final AuthorId self;
    private final Storage storage;
    private final Network network;
    private final Replication replication;
    private final PeerInterests interests;

    PeerDirectory(AuthorId self, Storage storage, Network network, Replication replication, PeerInterests interests) {
        this.interests = interests;
        this.self = self;
        this.storage = storage;
        this.network = network;
        this.replication = replication;
    }

    /** The peers of the configuration and those added at run time; the configuration's address counts. */
    static Map<AuthorId, Optional<String>> known(AgentConfig config, Storage storage) {
        Map<AuthorId, Optional<String>> peers = new TreeMap<>();
        Map<String, Bytes> state = storage.state(OWNER);
        state.forEach((key, value) -> {
            if (key.startsWith(PREFIX)) {
                peers.put(AuthorId.ofHex(key.substring(PREFIX.length())), address(value.utf8()));
            }
        });
        for (AgentConfig.Peer peer : config.peers()) {
            AuthorId key = AuthorId.ofHex(peer.key());
            AuthorId now = config.sync().followSuccessors() && !peers.containsKey(key) ? inPlaceOf(key, state) : key;
            peers.put(peers.containsKey(now) ? now : key, peer.address());
        }
        return peers;
    }

    /** Who was admitted last in place of {@code peer}, its successor or that one's; the peer itself when nobody was. */
    private static AuthorId inPlaceOf(AuthorId peer, Map<String, Bytes> state) {
        Set<AuthorId> seen = new HashSet<>();
        AuthorId last = peer;
        Bytes next = state.get(FOLLOWED + last.hex());
        while (next != null && seen.add(last)) {
            last = AuthorId.ofHex(next.utf8());
            next = state.get(FOLLOWED + last.hex());
        }
        return last;
    }

    /**
     * Admits {@code next} in place of {@code peer}, with its address and what is wanted of it, unless something else
     * was said of {@code next}. Completes with false when the peer is not known, or was given a place before.
     */
    Future<Boolean> replace(AuthorId peer, AuthorId next) {
        Optional<PeerLink> old = link(peer);
        if (old.isEmpty() || storage.state(OWNER).containsKey(FOLLOWED + peer.hex())) {
            return Future.succeededFuture(false);
        }
        Optional<String> address =
                link(next).map(PeerLink::address).orElse(old.get().address());
        Optional<String> interest = Optional.of(interests.text(peer))
                .filter(wanted -> interests.isOpen(next) && !wanted.equals(interests.text(next)));
        return add(next, address, interest)
                .compose(added -> storage.putState(OWNER, FOLLOWED + peer.hex(), Optional.of(Bytes.utf8(next.hex()))))
                .compose(noted -> remove(peer))
                .map(true);
    }

    boolean isKnown(AuthorId peer) {
        return link(peer).isPresent();
    }

    private Optional<PeerLink> link(AuthorId peer) {
        return network.peers().stream().filter(link -> link.key().equals(peer)).findFirst();
    }

    /** As {@link dev.tributary.api.host.Agent#addPeer(AuthorId, Optional, Optional)}. */
    Future<Void> add(AuthorId peer, Optional<String> address, Optional<String> interest) {
        return problem(peer, address, interest)
                .<Future<Void>>map(sentence -> Future.failedFuture(new IllegalArgumentException(sentence)))
                .orElseGet(() -> {
                    Optional<Bytes> before =
                            Optional.ofNullable(storage.state(OWNER).get(key(peer)));
                    return storage.putState(OWNER, key(peer), Optional.of(Bytes.utf8(address.orElse(""))))
                            .compose(stored -> interested(peer, interest))
                            .compose(stored -> admit(peer, address, before));
                });
    }

    /** Whom the network does not take is not remembered either: the next start would fail for it. */
    private Future<Void> admit(AuthorId peer, Optional<String> address, Optional<Bytes> before) {
        return network.admit(peer, address)
                .recover(refused -> storage.putState(OWNER, key(peer), before)
                        .compose(undone ->
                                Future.failedFuture(new IllegalArgumentException(refused.getMessage(), refused))));
    }

    private Optional<String> problem(AuthorId peer, Optional<String> address, Optional<String> interest) {
        if (peer.equals(self)) {
            return Optional.of("this is the agent's own key: name another agent's");
        }
        return address.flatMap(Network::problem).or(() -> interest.flatMap(wants -> interests.problem(peer, wants)));
    }

    /** What is wanted holds from the next link on, so a link that is up is made anew. */
    private Future<Void> interested(AuthorId peer, Optional<String> interest) {
        String before = interests.text(peer);
        if (interest.isEmpty() || interest.get().equals(before)) {
            return Future.succeededFuture();
        }
        return interests.put(peer, interest.get(), replication).onSuccess(said -> {
            if (!interests.text(peer).equals(before)) {
                link(peer)
                        .ifPresent(known -> known.link()
                                .ifPresent(link ->
                                        network.close(link, "what this agent wants of the peer is new", false)));
            }
        });
    }

    Future<Boolean> remove(AuthorId peer) {
        return storage.putState(OWNER, key(peer), Optional.empty())
                .compose(stored -> interests.forget(peer, replication))
                .compose(stored -> network.forget(peer))
                .compose(known -> replication.forget(peer).map(known));
    }

    List<PeerStatus> all() {
        Map<AuthorId, PeerSync> synced =
                replication.peers().stream().collect(Collectors.toMap(PeerSync::peer, Function.identity()));
        return network.peers().stream()
                .map(link -> status(link, Optional.ofNullable(synced.get(link.key()))))
                .toList();
    }

    /** The event with its payload, as far as this box or a linked peer has it. */
    Future<Event> whole(Event event) {
        return event.payload().isPresent() || storage.payloadDeleted(event)
                ? Future.succeededFuture(event)
                : replication.payload(event.ref()).map(event::withPayload);
    }

    /** Deletes a payload here; no peer that wants payloads takes the event for a whole one afterwards. */
    Future<Boolean> deletePayload(EventHash hash) {
        return replication.lacksSome().compose(told -> storage.deletePayload(hash));
    }

    /** As {@link dev.tributary.api.host.Agent#peerLogs}. */
    Future<PeerLogs> logs(AuthorId peer, Optional<AuthorId> after, int limit) {
        int most = Math.max(1, Math.min(limit, PeerLogs.MAX_PAGE));
        return replication
                .differences(peer, after, most)
                .map(found -> new PeerLogs(
                        peer,
                        found.isPresent(),
                        found.map(Differences::equal).orElse(false),
                        found.map(Differences::logs).orElse(List.of()).stream()
                                .map(log -> new PeerLogs.PeerLog(log.author(), log.seq(), log.peerSeq()))
                                .toList(),
                        found.flatMap(Differences::next)));
    }

    private PeerStatus status(PeerLink link, Optional<PeerSync> found) {
        Optional<PeerSync> sync = link.link().isPresent() ? found : Optional.empty();
        Optional<String> pause = Optional.of(link.pause()).filter(text -> !text.isEmpty());
        return new PeerStatus(
                link.key(),
                link.address(),
                interests.text(link.key()),
                state(link, sync),
                pause.or(() -> sync.map(PeerSync::reason).filter(reason -> !reason.isEmpty()))
                        .orElse(link.reason()),
                link.direction(),
                link.since(),
                sync.map(PeerSync::rootsEqual).orElse(false),
                found.flatMap(PeerSync::lastProof),
                sync.map(PeerSync::eventsBehind).orElse(0L),
                sync.map(PeerSync::secondsBehind).orElse(0.0),
                link.bytesIn(),
                link.bytesOut(),
                link.roundTripMillis());
    }

    private static State state(PeerLink link, Optional<PeerSync> sync) {
        if (!link.pause().isEmpty()) {
            return State.PAUSED;
        }
        if (link.link().isEmpty()) {
            return link.address().isPresent() ? State.DIALLING : State.AWAITED;
        }
        return sync.map(PeerSync::stalled).orElse(false) ? State.STALLED : State.CONNECTED;
    }

    private static Optional<String> address(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static String key(AuthorId peer) {
        return PREFIX + peer.hex();
    }
}
