package dev.tributary.web;

import dev.tributary.api.host.Agent;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.Event;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.SpaceId;
import dev.tributary.api.status.AgentStatus;
import dev.tributary.api.status.ForkStatus;
import dev.tributary.api.status.LogStatus;
import dev.tributary.api.status.PeerLogs;
import dev.tributary.api.status.PeerStatus;
import dev.tributary.api.status.PluginStatus;
import dev.tributary.api.status.StorageStatus;
import dev.tributary.api.status.SuccessorStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

/** An agent in memory whose state a test sets by hand. */
final class FakeAgent implements Agent {
    static final AuthorId SELF = author("self");
    static final AuthorId OTHER = author("other");
    static final SpaceId SPACE = new SpaceId(FakeLog.sha256("space"));

    private final FakeLog log = new FakeLog(SELF, SPACE);
    private final Map<AuthorId, PeerStatus> peers = new TreeMap<>();
    private final Map<AuthorId, TreeMap<AuthorId, Long>> differing = new TreeMap<>();
    private final Map<AuthorId, Beginning> begins = new TreeMap<>();
    private AgentStatus.State state = AgentStatus.State.RUNNING;
    private String reason = "";
    private boolean writable = true;
    private final FakeBundles bundles = new FakeBundles();

    static AuthorId author(String name) {
        return new AuthorId(FakeLog.sha256(name));
    }

    FakeLog log() {
        return log;
    }

    synchronized void become(AgentStatus.State newState, String why) {
        state = newState;
        reason = why;
    }

    synchronized void loseDisk() {
        writable = false;
    }

    synchronized void put(PeerStatus peer) {
        peers.put(peer.key(), peer);
    }

    @Override
    public AuthorId author() {
        return SELF;
    }

    @Override
    public SpaceId space() {
        return SPACE;
    }

    @Override
    public FakeLog events() {
        return log;
    }

    @Override
    public FakeLog reader() {
        return log;
    }

    @Override
    public FakeBundles bundles() {
        return bundles;
    }

    @Override
    public synchronized AgentStatus status() {
        return new AgentStatus(
                "0.1.0",
                SELF,
                SPACE,
                "harbour",
                state,
                reason,
                Instant.parse("2026-01-02T03:04:05Z"),
                log.heads().byAuthor().size(),
                0,
                begins.size(),
                1,
                1,
                7,
                false,
                FakeLog.sha256(log.heads().toString()).slice(0, 16).hex(),
                new StorageStatus(
                        log.storeId(),
                        4_096 + log.position() * 200,
                        log.position(),
                        log.position(),
                        writable,
                        writable ? "" : "The disk said no.",
                        0));
    }

    @Override
    public synchronized List<LogStatus> logs() {
        return log.heads().byAuthor().values().stream().map(this::status).toList();
    }

    /** From now on the log of {@code author} begins at {@code firstSeq}. */
    synchronized void begins(AuthorId author, long firstSeq, LogStatus.Begin why) {
        begins.put(author, new Beginning(firstSeq, why));
    }

    private record Beginning(long firstSeq, LogStatus.Begin why) {}

    @Override
    public synchronized List<PeerStatus> peers() {
        return List.copyOf(peers.values());
    }

    /** From now on the peer is known to hold these logs up to these seqs. */
    synchronized void differs(AuthorId peer, Map<AuthorId, Long> peerSeqs) {
        differing.put(peer, new TreeMap<>(peerSeqs));
    }

    @Override
    public synchronized CompletionStage<PeerLogs> peerLogs(AuthorId peer, Optional<AuthorId> after, int limit) {
        PeerStatus status = peers.get(peer);
        boolean linked = status.state() == PeerStatus.State.CONNECTED || status.state() == PeerStatus.State.STALLED;
        List<PeerLogs.PeerLog> logs = differing.getOrDefault(peer, new TreeMap<>()).entrySet().stream()
                .filter(log -> after.isEmpty() || log.getKey().compareTo(after.get()) > 0)
                .map(log -> new PeerLogs.PeerLog(log.getKey(), this.log.heads().seq(log.getKey()), log.getValue()))
                .toList();
        List<PeerLogs.PeerLog> page = logs.subList(0, Math.min(limit, logs.size()));
        Optional<AuthorId> next = page.size() == logs.size()
                ? Optional.empty()
                : Optional.of(page.get(page.size() - 1).author());
        return CompletableFuture.completedFuture(new PeerLogs(peer, linked, status.rootsEqual(), page, next));
    }

    @Override
    public List<PluginStatus> plugins() {
        return List.of(
                new PluginStatus(
                        "host-telemetry", "0.1.0", "Readings of this machine.", PluginStatus.State.STARTED, 0, ""),
                new PluginStatus("door", "1.2", "", PluginStatus.State.FAILED, 3, "The door is stuck."));
    }

    @Override
    public List<ForkStatus> forks() {
        return List.of(new ForkStatus(
                OTHER,
                5,
                new EventHash(FakeLog.sha256("left")),
                new EventHash(FakeLog.sha256("right")),
                Instant.parse("2026-01-02T04:00:00Z")));
    }

    @Override
    public List<SuccessorStatus> successors() {
        return List.of(
                new SuccessorStatus(SELF, OTHER, SuccessorStatus.Signature.VALID),
                new SuccessorStatus(author("third"), OTHER, SuccessorStatus.Signature.MISSING));
    }

    @Override
    public synchronized CompletionStage<Void> addPeer(
            AuthorId peer, Optional<String> address, Optional<String> interest) {
        if (address.isPresent() && !address.get().matches(".+:\\d+")) {
            return CompletableFuture.failedFuture(
                    new IllegalArgumentException("\"" + address.get() + "\" is not host:port"));
        }
        peers.put(peer, peer(peer, address, interest.orElse("all"), PeerStatus.State.DIALLING));
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public synchronized CompletionStage<Boolean> removePeer(AuthorId peer) {
        return CompletableFuture.completedFuture(peers.remove(peer) != null);
    }

    /** What a peer would send. */
    private final Map<EventHash, Bytes> payloads = new ConcurrentHashMap<>();

    /** From now on a linked peer has the payload. */
    void peerHas(EventHash hash, Bytes payload) {
        payloads.put(hash, payload);
    }

    @Override
    public CompletionStage<Optional<Event>> fetch(EventHash hash) {
        return log.event(hash)
                .thenApply(found -> found.map(event -> event.payload().isPresent() ? event : whole(event)));
    }

    @Override
    public CompletionStage<Boolean> deletePayload(EventHash hash) {
        return log.event(hash).thenApply(found -> {
            if (found.isPresent() && found.get().type().startsWith("tributary.")) {
                throw new IllegalArgumentException("Events of the agent keep their payloads.");
            }
            found.ifPresent(event -> log.deletePayload(hash));
            return found.isPresent();
        });
    }

    private Event whole(Event event) {
        return event.withPayload(Optional.ofNullable(payloads.get(event.hash())));
    }

    @Override
    public String metrics() {
        return "# HELP tributary_authors Authors here.\n# TYPE tributary_authors gauge\ntributary_authors 1.0\n";
    }

    @Override
    public String syncAddress() {
        return "127.0.0.1:7420";
    }

    @Override
    public Optional<String> webAddress() {
        return Optional.empty();
    }

    @Override
    public void close(Duration deadline) {
        log.close();
    }

    static PeerStatus peer(AuthorId key, Optional<String> address, PeerStatus.State state) {
        return peer(key, address, "all", state);
    }

    /** A metered link whose budget is spent. */
    static PeerStatus paused(AuthorId key) {
        return peer(key, Optional.empty(), "all", PeerStatus.State.PAUSED);
    }

    private static PeerStatus peer(AuthorId key, Optional<String> address, String interest, PeerStatus.State state) {
        boolean up = state == PeerStatus.State.CONNECTED;
        boolean paused = state == PeerStatus.State.PAUSED;
        return new PeerStatus(
                key,
                address,
                interest,
                state,
                up ? "" : paused ? "the budget is spent: only roots until midnight UTC" : "Nobody listens there.",
                up ? Optional.of(PeerStatus.Direction.OUTBOUND) : Optional.empty(),
                up ? Optional.of(Instant.parse("2026-01-02T03:05:00Z")) : Optional.empty(),
                up,
                up ? Optional.of(Instant.parse("2026-01-02T03:06:00Z")) : Optional.empty(),
                up ? 0 : 7,
                up ? 0 : 1.5,
                1_000,
                2_000,
                up ? 0.8 : -1);
    }

    private LogStatus status(AuthorHead head) {
        Beginning begin = begins.getOrDefault(head.author(), new Beginning(1, LogStatus.Begin.WHOLE));
        return new LogStatus(
                head,
                begin.firstSeq(),
                begin.why(),
                head.seq() * 200,
                LogStatus.State.OK,
                1_760_000_000_000L + head.seq());
    }
}
