package dev.tributary.agent.simulation;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.log.SeedSigner;
import dev.tributary.agent.sync.HeadsRange;
import dev.tributary.agent.sync.KeyPrefix;
import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.agent.sync.SyncMessage.AdvertiseChanges;
import dev.tributary.agent.sync.SyncMessage.AdvertisePage;
import dev.tributary.agent.sync.SyncMessage.AdvertiseRanges;
import dev.tributary.agent.sync.SyncMessage.AdvertiseRoot;
import dev.tributary.agent.sync.SyncMessage.Complete;
import dev.tributary.agent.sync.SyncMessage.Cursor;
import dev.tributary.agent.sync.SyncMessage.Hello;
import dev.tributary.agent.sync.SyncMessage.Request;
import dev.tributary.agent.sync.SyncMessage.Response;
import dev.tributary.agent.sync.SyncMessage.Root;
import dev.tributary.agent.sync.SyncMessage.SpaceOffer;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorRequest;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventHash;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/** Untrue versions of single messages: garbage, made-up heads, roots, cursors and counts, ranges nobody holds. */
final class Lies {
    private final SimWorld world;
    private final Random random;
    private final RunCodec codec = new RunCodec(LogLimits.STANDARD);

    Lies(SimWorld world, Random random) {
        this.world = world;
        this.random = random;
    }

    /** What is said instead of {@code message}, which itself comes back when there is no good lie about it. */
    SyncMessage about(SyncMessage message) {
        if (message instanceof Response response) {
            return new Response(response.space(), response.requestId(), runs(response.runs()), response.more());
        }
        if (message instanceof Request request && !request.authors().isEmpty()) {
            List<AuthorRequest> asked =
                    request.authors().stream().map(this::wrongRange).toList();
            return new Request(request.space(), request.requestId(), request.credit(), asked);
        }
        if (message instanceof Complete complete) {
            long count = complete.count() + random.nextInt(2);
            return new Complete(complete.space(), complete.requestId(), count, someRoot());
        }
        if (message instanceof SyncMessage.Fork fork) {
            return new SyncMessage.Fork(fork.space(), flipped(fork.proof()));
        }
        return message instanceof Hello hello ? strange(hello) : advert(message);
    }

    private SyncMessage advert(SyncMessage message) {
        if (message instanceof AdvertiseChanges changes) {
            List<AuthorHead> heads = heads(changes.heads());
            return random.nextInt(4) == 0
                    ? new AdvertiseRanges(changes.space(), List.of(range()))
                    : new AdvertiseChanges(changes.space(), changes.since(), changes.until(), heads, changes.more());
        }
        if (message instanceof AdvertisePage page) {
            List<AuthorHead> heads = heads(page.heads());
            return new AdvertisePage(page.space(), page.from(), page.to(), page.counter(), heads);
        }
        if (message instanceof AdvertiseRoot advert) {
            return new AdvertiseRoot(advert.space(), someRoot(), advert.counter() + random.nextInt(8));
        }
        return message;
    }

    /** Garbage, without the newest run, the wrong way round, or twice. */
    private List<Bytes> runs(List<Bytes> honest) {
        List<Bytes> runs = new ArrayList<>(honest);
        switch (random.nextInt(6)) {
            case 0, 4, 5 -> runs.set(0, flipped(runs.get(0)));
            case 1 -> runs.remove(runs.size() - 1);
            case 2 -> Collections.reverse(runs);
            default -> runs.addAll(honest);
        }
        return runs;
    }

    /** Events that do not exist, or from a place that its own log does not have. */
    private AuthorRequest wrongRange(AuthorRequest honest) {
        long after = honest.afterSeq() + random.nextInt(500);
        OptionalLong until =
                random.nextBoolean() ? OptionalLong.of(after + 1 + random.nextInt(1_000)) : OptionalLong.empty();
        return new AuthorRequest(honest.author(), after, after == 0 ? EventHash.NONE : madeUp(), until);
    }

    private List<AuthorHead> heads(List<AuthorHead> honest) {
        return honest.stream()
                .filter(head -> random.nextInt(4) > 0)
                .map(head -> new AuthorHead(head.author(), head.seq() + random.nextInt(3), madeUp()))
                .toList();
    }

    /** All keys, and no more than a few of them in use; or all that somebody could hold, with wrong sums. */
    private HeadsRange range() {
        SimAgent some = world.agents.get(random.nextInt(world.agents.size()));
        if (random.nextBoolean()) {
            return new HeadsRange.Leaf(KeyPrefix.ALL, List.of(new AuthorHead(some.author, 5, madeUp())));
        }
        byte[] sums = new byte[16 * 16];
        random.nextBytes(sums);
        return new HeadsRange.Split(KeyPrefix.ALL, 0xffff, Bytes.of(sums));
    }

    /** One that nobody has, or the one that some honest agent has: then it looks like a proof of sync. */
    private Root someRoot() {
        if (random.nextBoolean()) {
            return world.agents.get(random.nextInt(world.agents.size())).root();
        }
        return new Root(random.nextInt(9), madeUp().bytes().slice(0, 16).compact());
    }

    /** A place in the other's store that it never reached, and a root that it does not have. */
    private Hello strange(Hello hello) {
        SpaceOffer offer = hello.spaces().get(0);
        Optional<Cursor> cursor = offer.cursor().map(known -> new Cursor(known.storeId(), random.nextInt(2_000)));
        return new Hello(
                hello.minProtocol(),
                hello.maxProtocol(),
                hello.agent(),
                hello.storeId(),
                hello.capabilities(),
                hello.frameBytes(),
                List.of(new SpaceOffer(offer.space(), someRoot(), offer.counter(), cursor)),
                hello.clock());
    }

    private Bytes flipped(Bytes honest) {
        byte[] bytes = honest.toArray();
        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        return Bytes.of(bytes);
    }

    /** Logs of authors that nobody has heard of, each with one event that is signed as it should be. */
    SyncMessage flood() {
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
