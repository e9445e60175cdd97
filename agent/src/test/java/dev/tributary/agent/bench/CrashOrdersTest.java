package dev.tributary.agent.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.agent.bench.CrashOrders.Found;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What kills may leave of a log, and what they may not. */
class CrashOrdersTest {
    private final CrashOrders orders = new CrashOrders();
    private final List<Found> log = new ArrayList<>(List.of(new Found(1, "h1", "")));

    @Test
    void aLogWithAllThatWasAcknowledgedIsRight() {
        acknowledged(1);
        acknowledged(3);
        assertThat(orders.problems(0, log)).isEmpty();
        assertThat(orders.problems(2, log.subList(2, 5))).isEmpty();
        assertThat(orders.acknowledged()).isEqualTo(4);
    }

    @Test
    void whatWasNotAcknowledgedMayBeThereWholeOrNotAtAll() {
        orders.place(2);
        stored(3);
        assertThat(orders.problems(0, log)).isEmpty();
    }

    @Test
    void anAcknowledgedEventThatIsMissingIsLost() {
        acknowledged(1);
        acknowledged(1);
        assertThat(orders.problems(0, log.subList(0, 2)))
                .singleElement()
                .asString()
                .startsWith("lost: order 1");
    }

    @Test
    void partOfABatchIsTornWhetherItWasAcknowledgedOrNot() {
        stored(3);
        assertThat(orders.problems(0, log.subList(0, 3)))
                .singleElement()
                .asString()
                .startsWith("torn: of order 0");
    }

    @Test
    void otherBytesAreTorn() {
        acknowledged(2);
        log.set(1, new Found(2, "h2", log.get(1).payload().replace("text", "test")));
        assertThat(orders.problems(0, log)).singleElement().asString().startsWith("torn: seq 2");
    }

    @Test
    void anotherEventInThePlaceOfAnAcknowledgedOneIsAChange() {
        acknowledged(1);
        log.set(1, new Found(2, "other", log.get(1).payload()));
        assertThat(orders.problems(0, log)).singleElement().asString().startsWith("changed: order 0");
    }

    @Test
    void whatNobodyAskedForAndGapsAreFound() {
        log.add(new Found(2, "h2", CrashOrders.payload(7, 1, 0)));
        assertThat(orders.problems(0, log)).singleElement().asString().contains("nobody asked for");
        stored(1);
        log.remove(1);
        assertThat(orders.problems(0, log)).contains("seq 3 stands where 2 belongs");
    }

    private void acknowledged(int count) {
        int order = stored(count);
        Found last = log.get(log.size() - 1);
        orders.acknowledge(order, last.seq(), last.hash());
    }

    private int stored(int count) {
        int order = orders.place(count);
        for (int index = 0; index < count; index++) {
            long seq = log.get(log.size() - 1).seq() + 1;
            log.add(new Found(seq, "h" + seq, CrashOrders.payload(order, count, index)));
        }
        return order;
    }
}
