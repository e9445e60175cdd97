package dev.tributary.agent.simulation;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.log.SeedSigner;
import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.agent.sync.SyncMessage.AdvertiseChanges;
import dev.tributary.agent.sync.SyncMessage.AdvertiseRoot;
import dev.tributary.agent.sync.SyncMessage.Complete;
import dev.tributary.agent.sync.SyncMessage.Response;
import dev.tributary.agent.sync.SyncMessage.Root;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * What a dishonest agent makes of the messages that it would send: garbage, made-up heads and roots, wrong counts,
 * withheld tails, ranges that nobody asked for, replays, floods of authors.
 */
final class Liar {
    private final SimWorld world;
    private final Random random;
    private final RunCodec codec = new RunCodec(LogLimits.STANDARD);
    private final List<SyncMessage> said = new ArrayList<>();

    Liar(SimWorld world, long seed) {
        this.world = world;
        this.random = new Random(seed);
    }

    /** Most of the time the truth, since a liar that is cut off at once does little harm. */
    List<SyncMessage> says(SyncMessage message) {
        if (said.size() < 50) {
            said.add(message);
        }
        return switch (random.nextInt(24)) {
            case 0, 1, 2, 6, 7, 8 -> List.of(twisted(message));
            case 3 -> List.of(message, said.get(random.nextInt(said.size())));
            case 4 -> message instanceof SyncMessage.Hello ? List.of(message) : List.of();
            case 5 -> List.of(message, flood());
            default -> List.of(message);
        };
    }

    private SyncMessage twisted(SyncMessage message) {
        if (message instanceof Response response) {
            return new Response(response.space(), response.requestId(), runs(response.runs()), response.more());
        }
        if (message instanceof AdvertiseChanges changes) {
            List<AuthorHead> heads = changes.heads().stream()
                    .map(head -> new AuthorHead(head.author(), head.seq() + random.nextInt(3), madeUp()))
                    .toList();
            return new AdvertiseChanges(changes.space(), changes.since(), changes.until(), heads, changes.more());
        }
        if (message instanceof AdvertiseRoot advert) {
            Bytes digest = madeUp().bytes().slice(0, 16).compact();
            return new AdvertiseRoot(advert.space(), new Root(random.nextInt(9), digest), advert.counter() + 7);
        }
        if (message instanceof Complete complete) {
            return new Complete(complete.space(), complete.requestId(), complete.count() + 1, complete.root());
        }
        if (message instanceof SyncMessage.Fork fork) {
            return new SyncMessage.Fork(fork.space(), flipped(fork.proof()));
        }
        return message;
    }

    /** Garbage, without the newest run, the wrong way round, or twice. */
    private List<Bytes> runs(List<Bytes> honest) {
        List<Bytes> runs = new ArrayList<>(honest);
        switch (random.nextInt(6)) {
            case 0, 4, 5 -> runs.set(0, flipped(runs.get(0)));
            case 1 -> runs.remove(runs.size() - 1);
            case 2 -> java.util.Collections.reverse(runs);
            default -> runs.addAll(honest);
        }
        return runs;
    }

    private Bytes flipped(Bytes honest) {
        byte[] bytes = honest.toArray();
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        return Bytes.of(bytes);
    }

    /** Logs of authors that nobody has heard of, each with one event that is signed as it should be. */
    private SyncMessage flood() {
        List<Bytes> runs = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            byte[] seed = new byte[SeedSigner.SEED_SIZE];
            random.nextBytes(seed);
            CheckedRun run = codec.sign(
                    world.space(),
                    new SeedSigner(Bytes.of(seed)),
                    Optional.empty(),
                    0,
                    List.of(EventDraft.text("sim.flood", "")));
            world.signed(run);
            runs.add(run.run().encoded());
        }
        return new Response(world.space(), 0, runs, false);
    }

    private EventHash madeUp() {
        byte[] hash = new byte[EventHash.SIZE];
        random.nextBytes(hash);
        return new EventHash(Bytes.of(hash));
    }
}
