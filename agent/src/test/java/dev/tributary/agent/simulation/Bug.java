package dev.tributary.agent.simulation;

import dev.tributary.agent.storage.HeadsView.CountedHead;
import dev.tributary.agent.sync.SyncMessage;
import dev.tributary.agent.sync.SyncMessage.AdvertiseChanges;
import dev.tributary.agent.sync.SyncMessage.AdvertisePage;
import dev.tributary.agent.sync.SyncMessage.AdvertiseRoot;
import dev.tributary.agent.sync.SyncMessage.Complete;
import dev.tributary.agent.sync.SyncMessage.Hello;
import dev.tributary.agent.sync.SyncMessage.RequestPart;
import dev.tributary.agent.sync.SyncMessage.Response;
import dev.tributary.agent.sync.SyncMessage.SpaceOffer;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Mistakes that can be planted in every honest agent of a fleet, to see whether the rules of the simulator find them.
 */
enum Bug {
    /** A publisher is told that its event is durable before the force. */
    ACKNOWLEDGES_BEFORE_FORCE,

    /** Peers are told of events before the force. */
    TELLS_BEFORE_FORCE,

    /** A run is accepted whatever its last signature says. */
    ACCEPTS_UNSIGNED,

    /** Events behind a fork are advertised and served as if nothing had happened. */
    SERVES_QUARANTINED,

    /** Proofs of forks are kept to oneself. */
    KEEPS_PROOFS,

    /** The hash in an advert or a request is not compared with the own one. */
    SKIPS_HASHES,

    /** A live push overtakes the backlog of its author. */
    OVERTAKES_BACKLOG,

    /** The end of an answer is not told. */
    FORGETS_COMPLETE,

    /** The end of an answer tells a wrong number. */
    MISCOUNTS,

    /** An answer begins one event too early. */
    SERVES_ONE_TOO_MANY,

    /** An answer ends before the newest run. */
    WITHHOLDS_THE_TAIL,

    /** Whatever root a peer tells is taken for the own one. */
    BELIEVES_EVERY_ROOT,

    /** After a start the change counter is ahead of the store. */
    COUNTS_AHEAD,

    /** A part of a long log is asked for together with the one before it, which somebody else brings. */
    ASKS_FOR_A_PART_TWICE,

    /** There is no bound on authors. */
    TAKES_EVERY_AUTHOR,

    /** Answers go on while the link's queue is full. */
    IGNORES_FULL_LINKS,

    /** Whenever a head has changed, all heads are told. */
    TELLS_ALL_HEADS,

    /** What one peer no longer keeps is asked of nobody else. */
    BELIEVES_GONE,

    /** Runs without payloads are served to everybody; who wants payloads refuses them, so this alone does no harm. */
    SERVES_BARE_RUNS,

    /** Runs without payloads are served to everybody, and taken by those who want payloads. */
    LOSES_PAYLOADS;

    /** What {@code agent} with this bug sends instead of {@code message}; empty for nothing. */
    Optional<SyncMessage> sends(SimAgent agent, SyncMessage message) {
        if (this == KEEPS_PROOFS && message instanceof SyncMessage.Fork) {
            return Optional.empty();
        }
        if (this == FORGETS_COMPLETE && message instanceof Complete) {
            return Optional.empty();
        }
        if (this == MISCOUNTS && message instanceof Complete complete) {
            return Optional.of(
                    new Complete(complete.space(), complete.requestId(), complete.count() + 1, complete.root()));
        }
        if (this == ASKS_FOR_A_PART_TWICE && message instanceof RequestPart part) {
            long before = Math.max(1, part.afterSeq() - 1_024);
            return Optional.of(new RequestPart(
                    part.space(), part.requestId(), part.credit(), part.author(), before, part.untilSeq()));
        }
        if (this == TELLS_ALL_HEADS && message instanceof AdvertiseChanges changes) {
            List<AuthorHead> heads =
                    agent.store.heads().values().stream().map(CountedHead::head).toList();
            return Optional.of(new AdvertisePage(
                    changes.space(), Optional.empty(), Optional.empty(), agent.store.position(), heads));
        }
        if (this == OVERTAKES_BACKLOG && message instanceof Response push && push.requestId() == 0) {
            return Optional.of(new Response(push.space(), 0, push.runs(), false));
        }
        return Optional.of(message);
    }

    /** What {@code agent} with this bug hears instead of {@code message}. */
    SyncMessage hears(SimAgent agent, SyncMessage message) {
        if (this == BELIEVES_EVERY_ROOT) {
            return believed(agent, message);
        }
        if (this == BELIEVES_GONE) {
            return withoutGone(agent, message);
        }
        if (this == SKIPS_HASHES && message instanceof AdvertiseChanges changes) {
            return new AdvertiseChanges(
                    changes.space(), changes.since(), changes.until(), own(agent, changes.heads()), changes.more());
        }
        if (this == SKIPS_HASHES && message instanceof AdvertisePage page) {
            return new AdvertisePage(page.space(), page.from(), page.to(), page.counter(), own(agent, page.heads()));
        }
        return message;
    }

    private static SyncMessage withoutGone(SimAgent agent, SyncMessage message) {
        if (message instanceof SyncMessage.Gone gone) {
            agent.believedGone.add(gone.author());
        }
        if (message instanceof AdvertiseChanges changes) {
            List<AuthorHead> heads = others(changes.heads(), agent.believedGone);
            return new AdvertiseChanges(changes.space(), changes.since(), changes.until(), heads, changes.more());
        }
        if (message instanceof AdvertisePage page) {
            List<AuthorHead> heads = others(page.heads(), agent.believedGone);
            return new AdvertisePage(page.space(), page.from(), page.to(), page.counter(), heads);
        }
        return message;
    }

    private static List<AuthorHead> others(List<AuthorHead> heads, Set<AuthorId> without) {
        return heads.stream().filter(head -> !without.contains(head.author())).toList();
    }

    private static SyncMessage believed(SimAgent agent, SyncMessage message) {
        if (message instanceof AdvertiseRoot advert) {
            return new AdvertiseRoot(advert.space(), agent.root(), advert.counter());
        }
        if (message instanceof Hello hello) {
            SpaceOffer offer = hello.spaces().get(0);
            return new Hello(
                    hello.minProtocol(),
                    hello.maxProtocol(),
                    hello.agent(),
                    hello.storeId(),
                    hello.capabilities(),
                    hello.frameBytes(),
                    List.of(new SpaceOffer(offer.space(), agent.root(), offer.counter(), offer.cursor())),
                    hello.clock());
        }
        return message;
    }

    private static List<AuthorHead> own(SimAgent agent, List<AuthorHead> heads) {
        return heads.stream()
                .map(head -> agent.store
                        .head(head.author())
                        .filter(own -> own.seq() == head.seq())
                        .orElse(head))
                .toList();
    }
}
