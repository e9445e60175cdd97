package dev.tributary.agent.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tributary.api.host.AgentException;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.status.PeerStatus.Direction;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The decisions of the network that need no socket. */
class RulesOfLinksTest {
    private static final AuthorId SMALL = Frames.author(1);
    private static final AuthorId LARGE = Frames.author(2);

    @Test
    void dialsAfterHalfASecondDoublingToTenSeconds() {
        long[] delays = {500, 1000, 2000, 4000, 8000, 10_000, 10_000};
        for (int failures = 1; failures <= delays.length; failures++) {
            assertThat(Backoff.DIAL.delay(failures)).isEqualTo(delays[failures - 1]);
        }
        assertThat(Backoff.DIAL.delay(Integer.MAX_VALUE)).isEqualTo(10_000);
        assertThat(Backoff.DIAL.jittered(2, 0)).isEqualTo(500);
        assertThat(Backoff.DIAL.jittered(2, 0.999)).isBetween(990L, 1000L);
    }

    @Test
    void keepsAnOffenderAwayForAMinuteDoublingToAnHour() {
        PeerState peer = new PeerState(SMALL, 0);
        long now = 0;
        for (long seconds : new long[] {60, 120, 240, 480, 960, 1920, 3600, 3600}) {
            peer.punish(now, Backoff.PENALTY);
            assertThat(peer.isKeptAway(now + seconds * 1000 - 1)).isTrue();
            assertThat(peer.isKeptAway(now + seconds * 1000)).isFalse();
            now += seconds * 1000;
        }
    }

    @Test
    void anHourOfGoodConductMakesUpForOneOffence() {
        PeerState peer = new PeerState(SMALL, 0);
        peer.punish(0, Backoff.PENALTY);
        peer.punish(60_000, Backoff.PENALTY);
        long muchLater = 180_000 + 2 * 3_600_000;
        peer.punish(muchLater, Backoff.PENALTY);
        assertThat(peer.keptAwayUntil()).isEqualTo(muchLater + 60_000);
    }

    @Test
    void aReasonIsNewsOnce() {
        PeerState peer = new PeerState(SMALL, 0);
        assertThat(peer.failed("refused", 0, Backoff.DIAL, 0.5)).isTrue();
        assertThat(peer.mayDial(100)).isFalse();
        assertThat(peer.mayDial(500)).isTrue();
        assertThat(peer.failed("refused", 500, Backoff.DIAL, 0.5)).isFalse();
        assertThat(peer.show(Optional.empty()).reason()).isEqualTo("refused");
    }

    @Test
    void theNewerLinkWinsUnlessBothDialledAtOnce() {
        for (Direction older : Direction.values()) {
            for (Direction newer : Direction.values()) {
                assertThat(SecondLink.replaces(SMALL, LARGE, newer, older, false))
                        .isTrue();
            }
            assertThat(SecondLink.replaces(SMALL, LARGE, older, older, true)).isTrue();
        }
    }

    @Test
    void bothSidesAgreeWhichOfTwoSimultaneousLinksStays() {
        for (AuthorId[] pair : new AuthorId[][] {{SMALL, LARGE}, {LARGE, SMALL}}) {
            boolean hereOwnLinkLast =
                    SecondLink.replaces(pair[0], pair[1], Direction.OUTBOUND, Direction.INBOUND, true);
            boolean thereOwnLinkLast =
                    SecondLink.replaces(pair[1], pair[0], Direction.OUTBOUND, Direction.INBOUND, true);
            boolean hereOwnLinkFirst =
                    SecondLink.replaces(pair[0], pair[1], Direction.INBOUND, Direction.OUTBOUND, true);
            assertThat(hereOwnLinkLast).isEqualTo(pair[0].equals(SMALL)).isNotEqualTo(thereOwnLinkLast);
            assertThat(hereOwnLinkFirst).isNotEqualTo(hereOwnLinkLast);
        }
    }

    @Test
    void urgentFramesOvertakeBacklogAndEachLaneKeepsItsOrder() {
        SendQueue queue = new SendQueue(1000, 100);
        Buffer large = Buffer.buffer(new byte[20_000]);
        queue.add(FrameType.RESPONSE, large.copy().setByte(0, (byte) 1), false);
        queue.add(FrameType.RESPONSE, large.copy().setByte(0, (byte) 2), false);
        queue.add(FrameType.PING, large.copy().setByte(0, (byte) 3), true);
        queue.add(FrameType.PING, large.copy().setByte(0, (byte) 4), true);
        List<Integer> order = new ArrayList<>();
        while (!queue.isEmpty()) {
            order.add((int) queue.take(Integer.MAX_VALUE, (type, bytes) -> {}).getByte(0));
        }
        assertThat(order).containsExactly(3, 4, 1, 2);
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.bytes()).isZero();
    }

    @Test
    void smallFramesAreWrittenTogether() {
        SendQueue queue = new SendQueue(1_000_000, 100);
        for (int i = 0; i < 1000; i++) {
            queue.add(FrameType.RESPONSE, Buffer.buffer(new byte[100]), i % 2 == 0);
        }
        AtomicInteger frames = new AtomicInteger();
        int writes = 0;
        int bytes = 0;
        while (!queue.isEmpty()) {
            Buffer next = queue.take(Integer.MAX_VALUE, (type, size) -> frames.incrementAndGet());
            writes++;
            bytes += next.length();
            assertThat(next.length()).isLessThanOrEqualTo(16 * 1024);
        }
        assertThat(frames).hasValue(1000);
        assertThat(bytes).isEqualTo(100_000);
        assertThat(writes).isEqualTo(7);
    }

    @Test
    void aQueueIsFullAboveTheHighMarkAndFreeBelowTheLowOne() {
        SendQueue queue = new SendQueue(1000, 100);
        queue.add(FrameType.BYE, Buffer.buffer(new byte[1000]), true);
        assertThat(queue.fullnessChanged()).isFalse();
        queue.add(FrameType.BYE, Buffer.buffer(new byte[100]), true);
        assertThat(queue.fullnessChanged()).isTrue();
        assertThat(queue.isFull()).isTrue();
        assertThat(queue.fullnessChanged()).isFalse();
        queue.clear();
        assertThat(queue.fullnessChanged()).isTrue();
        assertThat(queue.isFull()).isFalse();
    }

    @Test
    void readingStopsAboveTheWindowAndGoesOnWhenHalfIsHandled() {
        AtomicInteger resumed = new AtomicInteger();
        ReadWindow window = new ReadWindow(10_000, resumed::incrementAndGet);
        assertThat(window.add(4744)).isFalse();
        assertThat(window.add(4744)).isFalse();
        assertThat(window.add(100)).isTrue();
        window.handled(100);
        assertThat(resumed).hasValue(0);
        window.handled(4744);
        assertThat(resumed).hasValue(1);
        window.handled(4744);
        assertThat(resumed).hasValue(1);
    }

    @Test
    void manySmallMessagesFillTheWindowToo() {
        ReadWindow window = new ReadWindow(10_000, () -> {});
        int taken = 1;
        while (!window.add(1)) {
            taken++;
        }
        assertThat(taken).isLessThan(50);
    }

    @Test
    void anAgentIsNoPeerOfItsOwn() {
        assertThatThrownBy(() -> new PeerBook(SMALL, List.of(peer(SMALL)), 9))
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("is this agent itself");
    }

    @Test
    void takesAsManyPeersAsTheLimitSaysAndNoMore() {
        PeerBook book = new PeerBook(SMALL, List.of(peer(LARGE), peer(Frames.author(3))), 2);
        assertThatThrownBy(() -> book.admit(Frames.author(4), Optional.empty())).hasMessageContaining("one too many");
        book.admit(LARGE, Optional.of("host:1"));
        assertThat(book.forget(LARGE)).isTrue();
        assertThat(book.forget(LARGE)).isFalse();
        book.admit(Frames.author(4), Optional.empty());
        assertThat(book.knows(Frames.author(4))).isTrue();
    }

    @Test
    void aKnownPeerKeepsItsAddressUntilItGetsAnother() {
        PeerBook book = new PeerBook(SMALL, List.of(peer(LARGE)), 2);
        book.admit(LARGE, Optional.of("host:1"));
        book.admit(LARGE, Optional.empty());
        assertThat(book.all()).containsExactly(new PeerBook.Entry(LARGE, Optional.of(new HostPort("host", 1))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:7420", "192.168.1.20:1", "[::1]:7420", "[fe80::1%eth0]:65535", "a-b.c:0"})
    void readsAddressesAsTheyAreWritten(String text) {
        assertThat(HostPort.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "host", ":1", "host:", "host:65536", "host:1:2", "::1:7420", "a b:1", "h:123456", "u@h:1"})
    void anAddressThatCannotBeMeantIsASentence(String text) {
        assertThatThrownBy(() -> HostPort.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no address: write host:port");
    }

    @Test
    void wordsOfAPeerCannotForgeLogLines() {
        assertThat(Words.printable("a\nb\u001b[1mc\u2028d\u202ee")).isEqualTo("a?b?[1mc?d?e");
        assertThat(Words.printable("x".repeat(5000))).hasSize(200);
        assertThat(Words.fitting("ä".repeat(200), 200)).isEqualTo("ä".repeat(100));
        assertThat(Words.fitting("\ud83d\ude00".repeat(60), 200)).isEqualTo("\ud83d\ude00".repeat(50));
    }

    @ParameterizedTest
    @ValueSource(longs = {60_000, 59_999})
    void oneAddressIsLoggedOnceAMinute(long pause) {
        NetworkCounts counts = new NetworkCounts();
        RefusalLog log = new RefusalLog(counts);
        LogLines lines = new LogLines();
        lines.beforeEach(null);
        log.refused("10.0.0.1", Refusal.STRANGER, "first", 1000);
        log.refused("10.0.0.1", Refusal.STRANGER, "again", 1000 + pause);
        log.refused("10.0.0.2", Refusal.STRANGER, "other", 1000 + pause);
        lines.afterEach(null);
        assertThat(lines.all()).hasSize(pause == 60_000 ? 3 : 2);
        assertThat(counts.refusals()).containsEntry(Refusal.STRANGER, 3L);
    }

    private static NetworkOptions.Peer peer(AuthorId key) {
        return new NetworkOptions.Peer(key, Optional.empty());
    }
}
