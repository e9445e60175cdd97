package dev.tributary.agent.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.log.CheckedRun;
import dev.tributary.agent.log.EventSigner;
import dev.tributary.agent.log.LogLimits;
import dev.tributary.agent.log.RunCodec;
import dev.tributary.agent.log.SeedSigner;
import dev.tributary.agent.sync.Wanted;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import dev.tributary.api.model.EventRef;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A device that wants headers only, and a hub that has it all: single payloads are fetched when somebody asks. */
class PayloadFetchTest {
    private final EventSigner operator = new SeedSigner(Frames.filled(22, 32));
    private final PureAgent device = new PureAgent(new SeedSigner(Frames.filled(21, 32)).author(), "store-of-device1");
    private final PureAgent hub = new PureAgent(new SeedSigner(Frames.filled(23, 32)).author(), "store-of-the-hub");
    private final PureLink link = new PureLink(1, device, hub);
    private final CheckedRun run = PureAgent.sign(operator, Optional.empty(), 3);

    @BeforeEach
    void meet() {
        device.wants(hub.author, Wanted.ALL.headersOnly());
        device.engine.lacksPayloads();
        hub.hold(run);
        link.open();
        link.settle();
    }

    private EventRef event(int index) {
        return new EventRef(run.author(), index + 1, run.hash(index));
    }

    private static boolean whole(Bytes encoded) {
        return new RunCodec(LogLimits.STANDARD)
                .decode(encoded)
                .run()
                .orElseThrow()
                .hasPayloads();
    }

    @Test
    void theDeviceHoldsHeadersOfAnswersAndOfPushes() {
        hub.publish(operator, 2);
        link.pass(1_000);

        assertThat(device.heads()).isEqualTo(hub.heads());
        assertThat(device.carried(operator.author())).hasSize(2).noneMatch(PayloadFetchTest::whole);
        assertThat(hub.carried(operator.author())).hasSize(2).allMatch(PayloadFetchTest::whole);
        assertThat(device.report().equal()).isTrue();
    }

    @Test
    void onePayloadComesWhenItIsAskedFor() {
        assertThat(device.engine.fetchPayload(7, event(1), device.now())).isTrue();
        link.collect();
        link.settle();

        assertThat(device.payloads.get(7L)).contains(Bytes.utf8("event 1"));
        assertThat(device.carried(operator.author())).noneMatch(PayloadFetchTest::whole);
        assertThat(link.frames(FrameType.REQUEST_PAYLOAD)).isEqualTo(1);
        assertThat(device.closed).isEmpty();
    }

    @Test
    void whatIsNotTheEventIsNoPayloadOfIt() {
        EventRef other = new EventRef(run.author(), 2, new EventHash(Frames.filled(9, 32)));
        device.engine.fetchPayload(8, other, device.now());
        link.collect();
        link.settle();

        assertThat(device.payloads).containsEntry(8L, Optional.empty());
        assertThat(device.closed).isEmpty();
    }

    @Test
    void whoLacksThePayloadSaysSo() {
        hub.engine.fetchPayload(9, event(0), hub.now());
        link.collect();
        link.settle();

        assertThat(hub.payloads).containsEntry(9L, Optional.empty());
        assertThat(link.frames(FrameType.GONE)).isEqualTo(1);
        assertThat(hub.closed).isEmpty();
    }

    @Test
    void aPeerThatDoesNotAnswerIsPassedOver() {
        device.engine.fetchPayload(10, event(0), device.now());
        device.drain((agent, message) -> {});
        device.at(device.now() + 4_999);
        device.drain((agent, message) -> {});
        assertThat(device.payloads).isEmpty();
        device.at(device.now() + 1);
        device.drain((agent, message) -> {});
        assertThat(device.payloads).containsEntry(10L, Optional.empty());
    }

    @Test
    void withoutALinkThereIsNone() {
        device.engine.fetchPayload(11, event(0), device.now());
        link.close();
        device.at(device.now() + 1);
        device.drain((agent, message) -> {});
        assertThat(device.payloads).containsEntry(11L, Optional.empty());
    }

    @Test
    void aBoundedNumberIsLookedForAtATime() {
        for (long ticket = 0; ticket < 64; ticket++) {
            assertThat(device.engine.fetchPayload(ticket, event(0), device.now()))
                    .isTrue();
        }
        assertThat(device.engine.fetchPayload(64, event(0), device.now())).isFalse();
        link.collect();
        link.settle();
        assertThat(device.payloads)
                .hasSize(64)
                .allSatisfy((ticket, found) -> assertThat(found).contains(Bytes.utf8("event 0")));
        assertThat(device.engine.fetchPayload(65, event(0), device.now())).isTrue();
    }
}
