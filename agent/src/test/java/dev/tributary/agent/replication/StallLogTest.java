package dev.tributary.agent.replication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.sync.Stall;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who reads only the log learns which link does not move, and why; and no link fills the log. */
class StallLogTest {
    private static final AuthorId PEER = new AuthorId(Bytes.wrap(new byte[32]));

    private final StallLog log = new StallLog();
    private final List<String> warned = new ArrayList<>();
    private final List<String> informed = new ArrayList<>();

    private void look(long now, PeerSync... links) {
        log.look(List.of(links), now, warned::add, informed::add);
    }

    private static PeerSync link(String reason) {
        return new PeerSync(
                PEER,
                false,
                Optional.empty(),
                3,
                1,
                reason.isEmpty() ? Optional.empty() : Optional.of(Stall.SILENT),
                reason);
    }

    @Test
    void aLinkThatDoesNotMoveIsToldOnceWithItsReasonAndOnceWhenItMovesAgain() {
        look(0, link(""));
        look(1_000, link("the peer offers 3 events and does not send them"));
        look(200_000, link("the peer offers 4 events and does not send them"));
        assertThat(warned)
                .containsExactly(
                        "Sync with agent " + PEER + " does not move: the peer offers 3 events and does not send them");
        assertThat(informed).isEmpty();

        look(201_000, link(""));
        look(202_000, link(""));
        assertThat(informed).containsExactly("Sync with agent " + PEER + " moves again");
        assertThat(warned).hasSize(1);
    }

    @Test
    void aLinkThatStopsAndGoesIsToldOnceAMinute() {
        for (long now = 0; now < 2 * StallLog.AGAIN_MILLIS; now += 2_000) {
            look(now, link("no"));
            look(now + 1_000, link(""));
        }
        assertThat(warned).hasSize(2);
        assertThat(informed).hasSize(2);
    }

    @Test
    void aLinkThatIsGoneIsNotSaidToMove() {
        look(0, link("no"));
        look(1_000);
        look(2_000, link(""));
        assertThat(informed).isEmpty();
    }
}
