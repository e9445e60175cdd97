package dev.tributary.agent.simulation;

import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.agent.sync.SyncMessage.Complete;
import dev.tributary.agent.sync.SyncMessage.Gone;
import dev.tributary.agent.sync.SyncMessage.Hello;
import dev.tributary.agent.sync.SyncMessage.Request;
import dev.tributary.agent.sync.SyncMessage.Response;
import dev.tributary.api.model.AuthorRequest;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;

/**
 * What a dishonest agent makes of the messages that it would send: {@link Lies}, silence, replays, floods of authors,
 * events that it offered and says that it no longer keeps or has already sent, requests for everything without end.
 */
final class Liar implements Voice {
    /** Requests that only keep the other side busy have higher numbers: what comes back is not listened to. */
    private static final long GREEDY = 1L << 40;

    private static final long CREDIT = 16L << 20;
    private static final int MOST_REMEMBERED = 50;

    private final SimWorld world;
    private final Random random;
    private final Lies lies;
    private final RunCodec codec = new RunCodec(LogLimits.STANDARD);
    private final List<SyncMessage> said = new ArrayList<>();
    private final Map<Answer, Long> withheld = new HashMap<>();
    private long greed = GREEDY;

    /** The answer to one request on one link. */
    private record Answer(long link, long requestId) {}

    Liar(SimWorld world, long seed) {
        this.world = world;
        this.random = new Random(seed);
        this.lies = new Lies(world, random);
    }

    /** Most of the time the truth, since a liar that is cut off at once does little harm. */
    @Override
    public List<SyncMessage> says(long link, SyncMessage message) {
        if (said.size() < MOST_REMEMBERED) {
            said.add(message);
        }
        if (message instanceof Hello) {
            return List.of(random.nextInt(4) == 0 ? lies.about(message) : message);
        }
        if (message instanceof Response answer && answer.requestId() != 0 && random.nextInt(3) == 0) {
            return random.nextInt(3) == 0 ? saysGone(link, answer) : withholds(link, answer);
        }
        if (message instanceof Complete complete) {
            long kept = withheld.getOrDefault(new Answer(link, complete.requestId()), 0L);
            message = new Complete(complete.space(), complete.requestId(), complete.count() - kept, complete.root());
        }
        return switch (random.nextInt(32)) {
            case 0, 1, 2, 3, 4, 5 -> List.of(lies.about(message));
            case 6 -> List.of(message, said.get(random.nextInt(said.size())));
            case 7 -> List.of();
            case 8 -> List.of(message, lies.flood());
            case 9 -> greedy(message);
            default -> List.of(message);
        };
    }

    /** False for answers to requests that were made for the trouble alone. */
    @Override
    public boolean hears(SyncMessage message) {
        if (message instanceof Response response) {
            return response.requestId() < GREEDY;
        }
        if (message instanceof Gone gone) {
            return gone.requestId() < GREEDY;
        }
        return !(message instanceof Complete complete) || complete.requestId() < GREEDY;
    }

    /** The end of an answer is left out, and nothing in what follows contradicts that. */
    private List<SyncMessage> withholds(long link, Response answer) {
        int sent = random.nextInt(answer.runs().size());
        long events = answer.runs().stream()
                .skip(sent)
                .mapToLong(run -> codec.head(run).orElseThrow().count())
                .sum();
        withheld.merge(new Answer(link, answer.requestId()), events, Long::sum);
        List<Bytes> runs = answer.runs().subList(0, sent);
        return runs.isEmpty()
                ? List.of()
                : List.of(new Response(answer.space(), answer.requestId(), runs, answer.more()));
    }

    /** Instead of what was asked for: it is not kept any more. */
    private List<SyncMessage> saysGone(long link, Response answer) {
        List<SyncMessage> lie = new ArrayList<>();
        for (Bytes run : answer.runs()) {
            RunCodec.Head head = codec.head(run).orElseThrow();
            withheld.merge(new Answer(link, answer.requestId()), (long) head.count(), Long::sum);
            long first = head.firstSeq() + head.count() + random.nextInt(100);
            lie.add(new Gone(answer.space(), answer.requestId(), head.author(), first));
        }
        return lie;
    }

    /** Asks for all that there is, as often as is allowed. */
    private List<SyncMessage> greedy(SyncMessage message) {
        List<SyncMessage> lie = new ArrayList<>(List.of(message));
        List<AuthorRequest> everything = new ArrayList<>();
        for (SimAgent agent : world.agents) {
            everything.add(new AuthorRequest(agent.author, 0, EventHash.NONE, OptionalLong.of(1_000_000)));
        }
        for (int i = 0; i < 60; i++) {
            lie.add(new Request(world.space(), greed++, CREDIT, everything));
        }
        return lie;
    }
}
