package dev.tributary.agent.network;

import static dev.tributary.agent.network.NetworkAgent.at;
import static dev.tributary.agent.network.NetworkAgent.awaited;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.agent.identity.Identity;
import dev.tributary.agent.network.LinkEvent.Down;
import dev.tributary.agent.network.LinkEvent.Received;
import dev.tributary.agent.network.LinkEvent.Writable;
import dev.tributary.agent.sync.SyncLimits;
import dev.tributary.agent.sync.SyncMessage.Response;
import dev.tributary.api.model.Bytes;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A side that does not read stops the other one from writing; nothing grows without bound. */
class BackPressureTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** So many runs are more than the kernel takes in for both ends of a socket, which may be 36 MiB. */
    private static final int RUNS = 120;

    private static final Bytes RUN = Bytes.wrap(new byte[400 * 1024]);

    @RegisterExtension
    final LogLines log = new LogLines();

    private final Identity one = NetworkAgent.identity(1);
    private final Identity two = NetworkAgent.identity(2);
    private final LimitsForTests limits = new LimitsForTests();

    @Test
    void theLargestFramesArriveWhole() {
        try (NetworkAgent reader = agent(one, awaited(two));
                NetworkAgent writer = agent(two, at(one, reader.address()))) {
            linked(reader, writer);
            byte[] large = new byte[512 * 1024 - 43];
            large[0] = 1;
            large[large.length - 1] = 2;
            Response response = new Response(Frames.SPACE, 1, List.of(Bytes.wrap(large)), false);
            assertThat(new MessageCodec(SyncLimits.STANDARD).encode(response).length())
                    .isEqualTo(512 * 1024 + FrameDecoder.HEAD);
            for (int number = 0; number < 20; number++) {
                writer.network.send(1, response);
            }
            await().atMost(PATIENCE).until(() -> reader.messages(Response.class).size() == 20);
            assertThat(reader.messages(Response.class)).allMatch(response::equals);
            assertThat(reader.told(Received.class).get(1).bytes()).isEqualTo(512 * 1024 + FrameDecoder.HEAD);
        }
    }

    @Test
    void whatIsLiveOvertakesBacklogThatWaitsUnlessItTrailsIt() {
        try (NetworkAgent reader = agent(one, awaited(two));
                NetworkAgent writer = agent(two, at(one, reader.address()))) {
            linked(reader, writer);
            reader.network.pause(1);
            sendBacklog(writer);
            writer.network.send(1, pushed(true));
            writer.network.send(1, pushed(false));
            await().atMost(PATIENCE).until(() -> isFull(writer));
            reader.network.resume(1);
            await().atMost(PATIENCE).until(() -> reader.messages(Response.class).size() == RUNS + 2);

            List<Response> order = reader.messages(Response.class);
            assertThat(order.indexOf(pushed(false))).isLessThan(RUNS);
            assertThat(order.get(RUNS + 1)).isEqualTo(pushed(true));
            assertThat(order.stream().map(Response::requestId).filter(number -> number > 0))
                    .isSorted();
        }
    }

    @Test
    void aSlowReaderFillsTheQueueAndAResumedOneEmptiesIt() {
        try (NetworkAgent reader = agent(one, awaited(two));
                NetworkAgent writer = agent(two, at(one, reader.address()))) {
            linked(reader, writer);
            reader.network.pause(1);
            int sent = 0;
            while (!isFull(writer)) {
                writer.network.send(1, backlog(++sent));
                int expected = sent;
                await().pollDelay(Duration.ZERO)
                        .atMost(PATIENCE)
                        .until(() -> isFull(writer) || sentBytes(writer) > (expected - 4) * 400L * 1024);
            }
            assertThat(sent).isLessThan(RUNS);
            reader.network.resume(1);
            int all = sent;
            await().atMost(PATIENCE).until(() -> reader.messages(Response.class).size() == all);
            assertThat(writer.told(Writable.class)).containsExactly(new Writable(1, false), new Writable(1, true));
            assertThat(reader.messages(Response.class).stream().map(Response::requestId))
                    .isEqualTo(IntStream.rangeClosed(1, all)
                            .mapToObj(Long::valueOf)
                            .toList());
        }
    }

    @Test
    void aPeerThatNeverReadsIsCutAtTheBound() {
        limits.maxQueued = 4 * 1024 * 1024;
        try (NetworkAgent reader = agent(one, awaited(two));
                NetworkAgent writer = agent(two, at(one, reader.address()))) {
            linked(reader, writer);
            reader.network.pause(1);
            sendBacklog(writer);
            await().atMost(PATIENCE).until(() -> !writer.told(Down.class).isEmpty());
            assertThat(writer.told(Down.class).get(0).reason()).isEqualTo("the peer does not read what it asked for");
            assertThat(writer.refused(Refusal.NOT_READING)).isEqualTo(1);
            // The socket does not wait for that peer: the next link comes up.
            reader.network.resume(1);
            await().atMost(PATIENCE).until(() -> writer.link(one.author()) > 1);
        }
    }

    @Test
    void aListenerThatIsSlowStopsTheSocketAndNotTheHeap() throws InterruptedException {
        limits.unhandled = 1024 * 1024;
        CountDownLatch stuck = new CountDownLatch(1);
        try (NetworkAgent reader = agent(one, awaited(two));
                NetworkAgent writer = agent(two, at(one, reader.address()))) {
            linked(reader, writer);
            reader.listener = event -> {
                try {
                    assertThat(stuck.await(2, TimeUnit.MINUTES)).isTrue();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            };
            try {
                sendBacklog(writer);
                await().atMost(PATIENCE).until(() -> isFull(writer));
                await().during(Duration.ofMillis(500)).atMost(PATIENCE).until(() -> receivedBytes(reader) < 3 << 20);
            } finally {
                // Whatever went wrong: who is stuck could not be stopped.
                stuck.countDown();
            }
            await().atMost(PATIENCE).until(() -> reader.messages(Response.class).size() == RUNS);
        }
    }

    @Test
    void stoppingDoesNotWaitForAPeerThatDoesNotRead() throws IOException, GeneralSecurityException {
        NetworkAgent writer = agent(one, awaited(two));
        try (RawPeer deaf = new RawPeer(two, writer.address())) {
            deaf.send(NetworkAgent.HELLO);
            await().atMost(PATIENCE).until(() -> writer.link(two.author()) > 0);
            sendBacklog(writer);
            await().atMost(PATIENCE).until(() -> isFull(writer));
            long start = System.nanoTime();
            writer.stop();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
        } finally {
            writer.close();
        }
    }

    @Test
    void noThreadIsLeftAfterTheEnd() {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        NetworkAgent left = agent(one, awaited(two));
        NetworkAgent right = agent(two, at(one, left.address()));
        linked(left, right);
        left.stop();
        left.close();
        right.stop();
        right.close();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet().stream()
                                .filter(thread -> !before.contains(thread))
                                .map(Thread::getName)
                                .filter(name -> name.contains("vert.x") || name.contains("netty"))
                                .collect(Collectors.toSet()))
                        .isEmpty());
    }

    private NetworkAgent agent(Identity identity, NetworkOptions.Peer... peers) {
        return new NetworkAgent(identity, "127.0.0.1:0", limits.build(), peers);
    }

    private static void sendBacklog(NetworkAgent writer) {
        for (int number = 1; number <= RUNS; number++) {
            writer.network.send(1, backlog(number));
        }
    }

    private static Response backlog(long requestId) {
        return new Response(Frames.SPACE, requestId, List.of(RUN), true);
    }

    /** What trails its author's backlog has more behind it, and so does not overtake. */
    private static Response pushed(boolean trails) {
        return new Response(Frames.SPACE, 0, List.of(RUN), trails);
    }

    private static void linked(NetworkAgent left, NetworkAgent right) {
        await().atMost(PATIENCE).until(() -> left.link(right.key()) > 0 && right.link(left.key()) > 0);
    }

    private static boolean isFull(NetworkAgent agent) {
        List<Writable> told = agent.told(Writable.class);
        return !told.isEmpty() && !told.get(told.size() - 1).writable();
    }

    private static long sentBytes(NetworkAgent agent) {
        return agent.network.peers().get(0).bytesOut();
    }

    private static long receivedBytes(NetworkAgent agent) {
        return agent.network.peers().get(0).bytesIn();
    }
}
