package dev.tributary.agent.network;

import static dev.tributary.agent.network.NetworkAgent.at;
import static dev.tributary.agent.network.NetworkAgent.awaited;
import static dev.tributary.agent.network.NetworkAgent.identity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tributary.agent.bench.LinkProxy;
import dev.tributary.agent.identity.Identity;
import dev.tributary.agent.network.LinkEvent.Down;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Links that are half open: TCP sees nothing wrong, but nothing arrives any more, both ways or one way. */
class SilentLinkTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Identity one = identity(1);
    private final Identity two = identity(2);

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true"})
    void silenceIsNoticedByBothAndWhatFollowsIsANewLink(boolean there, boolean back) throws IOException {
        LimitsForTests limits = new LimitsForTests();
        limits.idleMillis = 1_500;
        limits.pingMillis = 300;
        limits.handshakeMillis = 1_000;
        try (NetworkAgent left = new NetworkAgent(one, "127.0.0.1:0", limits.build(), awaited(two));
                LinkProxy proxy = LinkProxy.to(left.address(), LinkProxy.Way.FREE);
                NetworkAgent right = new NetworkAgent(two, "127.0.0.1:0", limits.build(), at(one, proxy.address()))) {
            await().atMost(PATIENCE).until(() -> left.link(two.author()) > 0 && right.link(one.author()) > 0);
            proxy.silence(there, back);
            await().atMost(PATIENCE)
                    .until(() -> !left.told(Down.class).isEmpty()
                            && !right.told(Down.class).isEmpty());
            assertThat(left.refused(Refusal.SILENT) + right.refused(Refusal.SILENT))
                    .isPositive();
            proxy.silence(false, false);
            proxy.cut();
            await().atMost(PATIENCE).until(() -> left.link(two.author()) > 1 && right.link(one.author()) > 1);
        }
    }
}
