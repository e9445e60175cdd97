package dev.tributary.agent.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.log.SeedSigner;
import dev.tributary.agent.log.Terms;
import dev.tributary.agent.log.Verdict;
import dev.tributary.agent.sync.SyncEffect.AppendTicket;
import dev.tributary.agent.sync.SyncEffect.RunSpan;
import dev.tributary.agent.sync.SyncMessage.Complete;
import dev.tributary.agent.sync.SyncMessage.Interest;
import dev.tributary.agent.sync.SyncMessage.Request;
import dev.tributary.agent.sync.SyncMessage.Response;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventDraft;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The store has no room for the log of an author: it is neither asked for nor pushed until there is some. */
class NoRoomTest extends EngineTest {
    private void refused(AuthorId author, long seq) {
        RunSpan span = new RunSpan(author, seq, 1);
        AppendTicket ticket = new AppendTicket(1, PEER, 0, 100, List.of(span), Terms.WHOLE);
        engine.appended(ticket, List.of(new Verdict.NoRoom()), 0);
    }

    private static List<AuthorId> asked(List<SyncMessage> messages) {
        return messages.stream()
                .filter(Request.class::isInstance)
                .flatMap(message -> ((Request) message).authors().stream())
                .map(request -> request.author())
                .toList();
    }

    @Test
    void aPushThatFindsNoRoomIsTheLastAndIsAskedForOnceThereIsSome() {
        link(1, PEER, ELSEWHERE);
        engine.holds(head(PEER, 4), 1);
        refused(PEER, 5);

        List<SyncMessage> said = sent(1);
        assertThat(asked(said)).isEmpty();
        assertThat(said).filteredOn(Interest.class::isInstance).singleElement().satisfies(message -> {
            Interest interest = (Interest) message;
            assertThat(interest.stop()).containsExactly(PEER);
            assertThat(interest.has(Interest.PUSH_OWN)).isFalse();
        });
        engine.noRoom(Set.of(PEER), 0);
        advertise(1, head(PEER, 9), head(OTHER, 3));
        assertThat(asked(sent(1))).as("others are asked for").containsExactly(OTHER);
        assertThat(engine.reports(LIMITS.stalledMillis()).get(0).reason()).contains("1 authors have reached the limit");

        engine.noRoom(Set.of(), 0);
        assertThat(asked(sent(1))).containsExactly(PEER);
    }

    @Test
    void whatAnAnswerBringsInVainIsNotTakenForWithheld() {
        SeedSigner author = new SeedSigner(Bytes.utf8("a seed of some other author here"));
        CheckedRun run = new RunCodec(LogLimits.STANDARD)
                .sign(SPACE, author, Optional.empty(), 0, List.of(EventDraft.text("test.event", "x")));
        link(1, PEER, ELSEWHERE);
        advertise(1, head(author.author(), 5));
        assertThat(asked(sent(1))).containsExactly(author.author());
        engine.received(1, new Response(SPACE, 1, List.of(run.run().encoded()), true), 0);
        AppendTicket ticket = engine.drain().stream()
                .filter(SyncEffect.Append.class::isInstance)
                .map(effect -> ((SyncEffect.Append) effect).ticket())
                .findFirst()
                .orElseThrow();
        engine.appended(ticket, List.of(new Verdict.NoRoom()), 0);
        engine.received(1, new Complete(SPACE, 1, 1, ELSEWHERE), 0);
        assertThat(asked(sent(1))).isEmpty();
        engine.noRoom(Set.of(), 0);
        assertThat(asked(sent(1))).as("the peer is asked again").containsExactly(author.author());
    }

    @Test
    void theOwnLogIsAskedForWhateverItsRuleSays() {
        link(1, PEER, ELSEWHERE);
        engine.noRoom(Set.of(SELF), 0);
        advertise(1, head(SELF, 5));
        assertThat(asked(sent(1))).containsExactly(SELF);
    }
}
