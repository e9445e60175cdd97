package dev.tributary.agent.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.log.SeedSigner;
import dev.tributary.agent.sync.SyncMessage.AdvertiseChanges;
import dev.tributary.agent.sync.SyncMessage.AdvertiseRoot;
import dev.tributary.agent.sync.SyncMessage.Complete;
import dev.tributary.agent.sync.SyncMessage.Hello;
import dev.tributary.agent.sync.SyncMessage.Interest;
import dev.tributary.agent.sync.SyncMessage.Request;
import dev.tributary.agent.sync.SyncMessage.Response;
import dev.tributary.agent.sync.SyncMessage.Root;
import dev.tributary.agent.sync.SyncMessage.SpaceOffer;
import dev.tributary.api.model.AuthorHead;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.AuthorRequest;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.SpaceId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What may overtake what: a push is live, unless backlog of its author may still be on the way. */
class PushOrderTest {
    private static final long LINK = 1;
    private static final SpaceId SPACE = new SpaceId(Bytes.of(new byte[SpaceId.SIZE]));
    private static final Bytes STORE = Bytes.utf8("0123456789abcdef");
    private static final SeedSigner SELF = new SeedSigner(Bytes.utf8("the seed of the agent under test"));
    private static final SeedSigner OTHER = new SeedSigner(Bytes.utf8("a seed of some other author here"));
    private static final SeedSigner PEERS = new SeedSigner(Bytes.utf8("the one at the other end of it: "));
    private static final AuthorId PEER = PEERS.author();

    private final RunCodec codec = new RunCodec(LogLimits.STANDARD);
    private final SyncEngine engine = new SyncEngine(
            new SyncEngine.Self(SELF.author(), SPACE, STORE, "test"), SyncLimits.STANDARD, LogLimits.STANDARD);
    private long position;

    private CheckedRun run(SeedSigner author, Optional<AuthorHead> after) {
        return codec.sign(SPACE, author, after, 0, List.of(EventDraft.text("test.event", "something")));
    }

    private CheckedRun commit(SeedSigner author, Optional<AuthorHead> after) {
        CheckedRun run = run(author, after);
        position++;
        SyncEffect.RunSpan span = new SyncEffect.RunSpan(run.author(), run.run().firstSeq(), 1);
        engine.committed(
                List.of(new SyncEngine.Change(
                        span,
                        run.hash(0),
                        position,
                        run.run().encoded(),
                        run.run().carried(),
                        Optional.empty())),
                position,
                0);
        return run;
    }

    private List<Response> responses() {
        List<Response> responses = new ArrayList<>();
        for (SyncEffect effect : engine.drain()) {
            if (effect instanceof SyncEffect.Send send && send.message() instanceof Response response) {
                responses.add(response);
            }
        }
        return responses;
    }

    private void hello(Root root) {
        engine.opened(LINK, PEER, 0, 0);
        SpaceOffer offer = new SpaceOffer(SPACE, root, 0, Optional.empty());
        engine.received(LINK, new Hello(1, 1, "peer", STORE, Set.of(), 1 << 19, List.of(offer), 0), 0);
        engine.received(LINK, new Interest(SPACE, Optional.empty(), Interest.PUSH_OWN, true, List.of()), 0);
    }

    /** The root of an agent that holds what ours does. */
    private static Root root(CheckedRun... newest) {
        HeadsDigest digest = new HeadsDigest();
        for (CheckedRun run : newest) {
            digest.add(run.head());
        }
        return digest.root();
    }

    /** The peer asks for a log without an end and is sent what there is of it. */
    private CheckedRun serveBacklog() {
        CheckedRun first = commit(OTHER, Optional.empty());
        hello(root());
        AuthorRequest asked = new AuthorRequest(OTHER.author(), 0, EventHash.NONE, OptionalLong.empty());
        engine.received(LINK, new Request(SPACE, 1, 1 << 20, List.of(asked)), 0);
        SyncEffect.Read read = engine.drain().stream()
                .filter(SyncEffect.Read.class::isInstance)
                .map(SyncEffect.Read.class::cast)
                .findFirst()
                .orElseThrow();
        engine.read(read.ticket(), List.of(first.run().encoded()), 0);
        assertThat(responses()).extracting(Response::requestId).containsExactly(1L);
        return first;
    }

    @Test
    void aPushAfterBacklogOfItsAuthorDoesNotOvertakeIt() {
        CheckedRun first = serveBacklog();
        CheckedRun second = commit(OTHER, Optional.of(first.head()));

        assertThat(responses()).singleElement().satisfies(push -> {
            assertThat(push.runs()).containsExactly(second.run().encoded());
            assertThat(push.requestId()).isZero();
            assertThat(push.urgent()).isFalse();
        });
    }

    @Test
    void onceThePeerHasProvenThatItHoldsTheBacklogPushesOvertakeAgain() {
        CheckedRun first = serveBacklog();
        engine.received(LINK, new AdvertiseRoot(SPACE, root(first), 1), 0);
        commit(OTHER, Optional.of(first.head()));

        assertThat(responses())
                .singleElement()
                .satisfies(push -> assertThat(push.urgent()).isTrue());
    }

    @Test
    void backlogOfOneAuthorDoesNotHoldUpAnother() {
        CheckedRun own = commit(SELF, Optional.empty());
        serveBacklog();
        engine.received(LINK, new AdvertiseChanges(SPACE, 0, 1, List.of(own.head()), false), 0);
        engine.drain();
        commit(SELF, Optional.of(own.head()));

        assertThat(responses())
                .singleElement()
                .satisfies(push -> assertThat(push.urgent()).isTrue());
    }

    @Test
    void thePeersOwnLogIsAskedForBeforeAllOthersInARequestOfItsOwn() {
        hello(root());
        engine.drain();
        AuthorHead first = run(OTHER, Optional.empty()).head();
        AuthorHead own = run(PEERS, Optional.empty()).head();
        engine.received(LINK, new AdvertiseChanges(SPACE, 0, 2, List.of(first, own), false), 0);

        assertThat(requests()).containsExactly(List.of(PEER), List.of(OTHER.author()));
    }

    @Test
    void thePeersOwnLogIsAskedForHoweverMuchElseIsUnderWay() {
        hello(root());
        for (int author = 0; author < 20; author++) {
            SeedSigner some = new SeedSigner(Bytes.utf8("seed %27d".formatted(author)));
            AuthorHead many = new AuthorHead(some.author(), 100_000, EventHash.NONE);
            engine.received(LINK, new AdvertiseChanges(SPACE, 0, 2, List.of(many), false), 0);
        }
        int all = requests().size();
        assertThat(all).isLessThan(20);
        AuthorHead own = run(PEERS, Optional.empty()).head();
        engine.received(LINK, new AdvertiseChanges(SPACE, 0, 3, List.of(own), false), 0);

        assertThat(requests()).containsExactly(List.of(PEER));
    }

    /** Who is asked for, by request. */
    private List<List<AuthorId>> requests() {
        return engine.drain().stream()
                .filter(SyncEffect.Send.class::isInstance)
                .map(effect -> ((SyncEffect.Send) effect).message())
                .filter(Request.class::isInstance)
                .map(request -> ((Request) request)
                        .authors().stream().map(AuthorRequest::author).toList())
                .toList();
    }

    @Test
    void anAnswerThatWaitedBehindBacklogDoesNotBringBackAnOlderRoot() {
        CheckedRun first = commit(OTHER, Optional.empty());
        hello(root());
        engine.received(LINK, new AdvertiseRoot(SPACE, root(first), 2), 0);
        engine.received(LINK, new Complete(SPACE, 0, 0, root()), 0);
        assertThat(engine.reports(0).get(0).equal()).isTrue();

        engine.received(LINK, new AdvertiseRoot(SPACE, root(), 3), 0);
        engine.received(LINK, new Complete(SPACE, 0, 0, root(first)), 0);
        assertThat(engine.reports(0).get(0).equal())
                .as("it has something else by now, and has said so")
                .isFalse();
    }
}
