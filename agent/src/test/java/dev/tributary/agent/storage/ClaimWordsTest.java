package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.identity.OwnLogGuard.Claim;
import dev.tributary.agent.identity.OwnLogGuard.Peer;
import dev.tributary.agent.identity.OwnLogGuard.State;
import dev.tributary.agent.network.TestClock;
import dev.tributary.api.model.AuthorId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator reads who keeps an agent from signing, since when, and what to do. */
class ClaimWordsTest {
    private static final AuthorId PEER = new AuthorId(FencedLogTest.filled(2));
    private static final AuthorId OTHER = new AuthorId(FencedLogTest.filled(3));

    private final TestClock clock = new TestClock("2026-03-28T12:00:00Z");
    private final ClaimWords words = new ClaimWords(clock);

    @Test
    void aClaimIsDatedFromItsFirstWordAndSaysWhenItsPeerHasLeft() {
        assertThat(words.look(Optional.empty(), 5)).isFalse();
        assertThat(words.sentence()).isEmpty();
        assertThat(words.look(Optional.of(new Claim(PEER, 50, true)), 5)).isFalse();
        clock.forward(Duration.ofMinutes(3));
        assertThat(words.look(Optional.of(new Claim(PEER, 60, true)), 7)).isFalse();
        assertThat(words.sentence())
                .isEqualTo(" Agent " + PEER.brief()
                        + " says since 2026-03-28T12:00:00Z that it holds seq 60, and 7 is the last one here.");
        assertThat(words.look(Optional.of(new Claim(PEER, 60, false)), 7)).isTrue();
        assertThat(words.look(Optional.of(new Claim(PEER, 60, false)), 7))
                .as("once")
                .isFalse();
        assertThat(words.sentence())
                .contains("since 2026-03-28T12:00:00Z")
                .contains("no longer linked: bring it back, link another agent that has this log, or let 'tributary "
                        + "succeed'");
        words.look(Optional.of(new Claim(OTHER, 70, true)), 7);
        assertThat(words.sentence()).contains(OTHER.brief()).contains("since 2026-03-28T12:03:00Z");
        words.look(Optional.empty(), 7);
        assertThat(words.sentence()).isEmpty();
    }

    @Test
    void theReasonOfAnAgentWhoseClaimantHasLeftNamesIt(@TempDir Path folder) throws IOException {
        try (FencedLog log = FencedLogTest.taken(folder.resolve("fence"))) {
            log.look(1, List.of(new Peer(PEER, true, 5)));
            assertThat(log.now()).isEqualTo(FencedLog.Now.NORMAL);
            log.claimed(PEER, 50);
            assertThat(log.now().state()).isEqualTo(State.RECOVERING);
            log.look(1, List.of());
            assertThat(log.now().state()).isEqualTo(State.RECOVERING);
            assertThat(log.now().reason())
                    .startsWith("This agent does not sign, since agent " + PEER.brief())
                    .contains("holds seq 50, and 5 is the last one here; it is no longer linked");
            log.look(1, List.of(new Peer(OTHER, false, 0)));
            assertThat(log.now().reason()).contains("it is no longer linked");
        }
    }
}
