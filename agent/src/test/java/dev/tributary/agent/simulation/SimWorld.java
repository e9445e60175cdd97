package dev.tributary.agent.simulation;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.FleetRules;
import dev.tributary.agent.storage.MemoryLogStore;
import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.SpaceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fleet, its links and its troubles. Everything that is random comes from one seed. */
final class SimWorld {
    final SimClock clock = new SimClock();
    final List<SimAgent> agents = new ArrayList<>();

    /** Why links were closed by an agent: complaints about the other side. */
    final List<String> complaints = new ArrayList<>();

    /** How many authors an agent takes beside its fleet: fewer than a liar can make up. */
    private static final int STRANGERS = 50;

    private static final long REDIAL_MILLIS = 500;

    private final int maxAuthors;
    private final Random random;
    private final SpaceId space;
    private final FleetRules logRules;
    private final Map<Edge, SimLink> edges = new LinkedHashMap<>();
    private final Map<Long, SimLink> links = new HashMap<>();
    private final Map<SimAgent, Voice> liars = new HashMap<>();
    private final Optional<Bug> bug;
    private final boolean plain;
    private final Rules rules = new Rules(this);
    private final Rounds rounds = new Rounds();
    private final Transcript transcript = new Transcript();
    private final Set<EventHash> signed = new HashSet<>();
    private @Nullable Carried carried;
    private long nextLink = 1;
    private long overtakings;
    private long delivered;

    private Optional<SimLink.Quality> everyLink = Optional.empty();
    private Witness witness = (from, to, message) -> {};

    /** Hears of every message that arrives. */
    interface Witness {
        void heard(SimAgent from, SimAgent to, SyncMessage message);
    }

    private record Edge(int left, int right) {}

    SimWorld(long seed, int size, Optional<Bug> bug) {
        this(seed, size, size + STRANGERS, bug, false);
    }

    private SimWorld(long seed, int size, int maxAuthors, Optional<Bug> bug, boolean plain) {
        this.bug = bug;
        this.plain = plain;
        this.maxAuthors = maxAuthors;
        random = new Random(seed);
        byte[] id = new byte[SpaceId.SIZE];
        random.nextBytes(id);
        space = new SpaceId(Bytes.of(id));
        logRules = new FleetRules(space, has(Bug.ACCEPTS_UNSIGNED));
        for (int i = 0; i < size; i++) {
            agents.add(new SimAgent(this, i, space, new Random(random.nextLong())));
        }
    }

    /** A world in which nobody packs runs, so that an event takes what it takes everywhere. */
    static SimWorld ofPlain(long seed, int size, Optional<Bug> bug) {
        return new SimWorld(seed, size, size + STRANGERS, bug, true);
    }

    boolean plain() {
        return plain;
    }

    /** A world without faults, of agents that take {@code authors} more, where all links are alike. */
    static SimWorld ofScene(int agents, int authors, SimLink.Quality link, Witness witness) {
        SimWorld world = new SimWorld(1, agents, agents + authors, Optional.empty(), false);
        world.everyLink = Optional.of(link);
        world.witness = witness;
        return world;
    }

    SpaceId space() {
        return space;
    }

    FleetRules logRules() {
        return logRules;
    }

    long jitter() {
        return random.nextInt(5);
    }

    /** A run that was signed with the key of its author: nobody needs to compute that again. */
    void signed(CheckedRun run) {
        logRules.signed(run);
        for (int i = 0; i < run.count(); i++) {
            signed.add(run.hash(i));
        }
    }

    /** Whatever of its own log an agent finds on its disk was signed, even when nobody was told. */
    void signed(AuthorId author, SimStore store) {
        store.events(author).forEach(event -> signed.add(event.hash()));
    }

    boolean wasSigned(EventHash hash) {
        return signed.contains(hash);
    }

    boolean has(Bug planted) {
        return bug.filter(planted::equals).isPresent();
    }

    /** From now on whatever {@code agent} says passes through {@code liar}. */
    void liar(SimAgent agent, Voice liar) {
        liars.put(agent, liar);
    }

    boolean isLiar(SimAgent agent) {
        return liars.containsKey(agent);
    }

    /** What {@code agent} takes a message for; empty when it does not listen. */
    Optional<SyncMessage> hears(SimAgent agent, SyncMessage message) {
        Voice liar = liars.get(agent);
        if (liar != null) {
            return liar.hears(message) ? Optional.of(message) : Optional.empty();
        }
        return Optional.of(bug.map(planted -> planted.hears(agent, message)).orElse(message));
    }

    void connect(int left, int right) {
        SimLink before = edges.get(new Edge(left, right));
        if (before == null || !before.up()) {
            connect(left, right, quality());
        }
    }

    void connect(int left, int right, SimLink.Quality quality) {
        SimLink link = new SimLink(this, nextLink++, agents.get(left), agents.get(right), quality);
        edges.put(new Edge(left, right), link);
        links.put(link.id, link);
        link.open();
    }

    /**
     * Anything from a modem to a cable: slow ones make queues, and in queues messages overtake each other. No way
     * through the fleet is so slow that it lags a second behind another one: its source would be replaced, and what is
     * on its way come twice. So the links of a large fleet are faster.
     */
    private SimLink.Quality quality() {
        if (everyLink.isPresent()) {
            return everyLink.get();
        }
        int faster = 1 + agents.size() / 8;
        return new SimLink.Quality(
                1 + random.nextInt(Math.max(2, 40 / faster)), (32_000L * faster) << random.nextInt(7));
    }

    /** What {@code left} says is lost from now on; {@code both} when the other side is not heard either. */
    void silence(int left, int right, boolean both) {
        SimLink link = edges.get(new Edge(left, right));
        if (link != null) {
            link.silence(link.left);
            if (both) {
                link.silence(link.right);
            }
        }
    }

    void cut(int left, int right) {
        SimLink link = edges.get(new Edge(left, right));
        if (link != null) {
            link.cut();
        }
    }

    void cutAll() {
        edges.values().forEach(SimLink::cut);
    }

    /** The most authors that an agent may hold. */
    int authorsBound() {
        return maxAuthors;
    }

    /** How many it takes. */
    int maxAuthors() {
        return has(Bug.TAKES_EVERY_AUTHOR) ? Integer.MAX_VALUE : maxAuthors;
    }

    /** Links of an agent that lost its power go down with it. */
    void powerCut(int agent) {
        SimAgent victim = agents.get(agent);
        edges.values().stream()
                .filter(link -> link.left == victim || link.right == victim)
                .forEach(SimLink::cut);
        victim.powerCut();
    }

    /** As {@link #powerCut}, in the middle of a commit. */
    void powerCutInCommit(int agent) {
        agents.get(agent).failInCommit();
        powerCut(agent);
    }

    /** An agent comes back with an old disk. */
    void restore(int agent, MemoryLogStore backup) {
        powerCut(agent);
        agents.get(agent).restore(backup);
    }

    void send(SimAgent from, long link, SyncMessage message) {
        SimLink carrier = links.get(link);
        if (carrier == null) {
            return;
        }
        Voice liar = liars.get(from);
        if (liar != null) {
            liar.says(link, message).forEach(lie -> carrier.carry(from, lie));
        } else {
            Optional<SyncMessage> said = bug.isPresent() ? bug.get().sends(from, message) : Optional.of(message);
            said.ifPresent(honest -> {
                rules.says(from, honest);
                rounds.said(link, from, honest);
                rules.takes(carrier.left == from ? carrier.right : carrier.left, honest);
                carrier.carry(from, honest);
            });
        }
    }

    void close(long link, String reason, boolean penalty, SimAgent by) {
        SimLink carrier = links.get(link);
        if (carrier != null) {
            carrier.cut();
        }
        if (penalty) {
            complaints.add(by.author.brief() + ": " + reason);
        } else if (carrier != null) {
            // Who has something new to say in its Hello is dialled again.
            clock.after(REDIAL_MILLIS, () -> connect(agents.indexOf(carrier.left), agents.indexOf(carrier.right)));
        }
    }

    Rounds rounds() {
        return rounds;
    }

    /** The link of two agents that is or was up last. */
    long link(int left, int right) {
        return Objects.requireNonNull(edges.get(new Edge(left, right))).id;
    }

    /** A live push went ahead of backlog that waited. */
    void overtaken() {
        overtakings++;
    }

    /** How often that happened. */
    long overtakings() {
        return overtakings;
    }

    /** From now on the events that are carried are counted. */
    Carried count() {
        Carried counting = new Carried();
        carried = counting;
        return counting;
    }

    /** A message arrived at the other end of its link. */
    void heard(long link, SimAgent from, SimAgent to, SyncMessage message) {
        Carried counting = carried;
        if (counting != null && message instanceof SyncMessage.Response response) {
            counting.add(from, to, response);
        }
        delivered++;
        transcript.add(clock.now(), link, from, message);
        witness.heard(from, to, message);
        rules.bounds();
    }

    /** How many packed runs honest agents sent. */
    long packedSent() {
        return rules.packedSent();
    }

    /** How many messages arrived. */
    long delivered() {
        return delivered;
    }

    /** A hash over all that was said, when and by whom: equal for equal runs. Asked once, at the end. */
    Bytes transcript() {
        return transcript.hash();
    }
}
