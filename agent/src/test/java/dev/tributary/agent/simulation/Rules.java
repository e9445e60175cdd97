package dev.tributary.agent.simulation;

import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.PackedRun;
import dev.tributary.agent.log.Run;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.sync.SyncLimits;
import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.Bytes;
import java.util.List;

/** What must hold at every moment, not only in the end. A broken rule ends the run. */
final class Rules {
    /** The bounds are looked at after every so many messages. */
    private static final int LOOK_EVERY = 64;

    /** Far more than any fleet needs: the most seen with all faults are 13,000. */
    private static final long MOST_MESSAGES = 100_000;

    private final SimWorld world;
    private final RunCodec codec = new RunCodec(LogLimits.STANDARD);
    private long heard;
    private long packedSent;

    Rules(SimWorld world) {
        this.world = world;
    }

    /** An honest agent tells of, and sends, only what it has forced and what no fork has cut off. */
    void says(SimAgent agent, SyncMessage message) {
        if (message instanceof SyncMessage.AdvertiseChanges changes) {
            told(agent, changes.heads());
        } else if (message instanceof SyncMessage.AdvertisePage page) {
            told(agent, page.heads());
        } else if (message instanceof SyncMessage.Response response) {
            for (Bytes encoded : response.runs()) {
                sent(agent, codec.decode(encoded).run().orElseThrow());
            }
        }
    }

    /** Packed runs go to those who take them; others would end the link. */
    void takes(SimAgent receiver, SyncMessage message) {
        if (message instanceof SyncMessage.Response response) {
            long packed = response.runs().stream().filter(PackedRun::isPacked).count();
            check(packed == 0 || receiver.unpacks, receiver, "is sent a packed run and takes none");
            packedSent += packed;
        }
    }

    /** How many packed runs honest agents sent. */
    long packedSent() {
        return packedSent;
    }

    private static void told(SimAgent agent, List<AuthorHead> heads) {
        for (AuthorHead head : heads) {
            check(head.seq() <= agent.store.seq(head.author()), agent, "tells of what is not durable or cut off");
        }
    }

    private static void sent(SimAgent agent, Run run) {
        long shown = agent.store.seq(run.author());
        boolean cut = agent.store.cut(run.author()).isPresent();
        check(run.firstSeq() <= shown, agent, "sends what is not durable or cut off");
        check(run.lastSeq() <= shown || cut, agent, "sends what is not durable");
    }

    /** Whatever peers do, an agent keeps its bounds. */
    void bounds() {
        check(heard <= MOST_MESSAGES, world.agents.get(0), "and its fleet do not come to rest");
        if (heard++ % LOOK_EVERY != 0) {
            return;
        }
        long requests = (long) world.agents.size() * SyncLimits.STANDARD.requestsInFlight();
        for (SimAgent agent : world.agents) {
            check(agent.requestsInFlight() <= requests, agent, "has too many requests in flight");
            check(agent.store.authors() <= world.authorsBound(), agent, "holds too many authors");
            int waiting = agent.store.waiting(world.clock.now());
            check(waiting <= LogLimits.STANDARD.pendingEvents(), agent, "keeps too many events waiting");
        }
    }

    private static void check(boolean holds, SimAgent agent, String complaint) {
        if (!holds) {
            throw new AssertionError(agent.author.brief() + " " + complaint);
        }
    }
}
