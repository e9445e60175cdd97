package dev.tributary.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.model.Bytes;
import org.junit.jupiter.api.Test;

/** What cursors of peers stand on: a counter that never goes back, in a store that has a name of its own. */
class StoreIdentityTest {
    @Test
    void nameAndChangeCounterSurviveARestart() throws Exception {
        SimDisk files = new SimDisk();
        Bytes storeId;
        try (OpenStore open = TestStore.open(files).open()) {
            new TestStore(open).publish(7);
            storeId = open.book().heads().storeId();
            assertThat(open.book().heads().counter()).isEqualTo(7);
        }
        try (OpenStore again = TestStore.open(files).open()) {
            assertThat(again.book().heads().storeId()).isEqualTo(storeId);
            assertThat(again.book().heads().counter()).isEqualTo(7);
            new TestStore(again).publish(1);
            assertThat(again.book().heads().counter()).isEqualTo(8);
            assertThat(again.book().heads().heads().values())
                    .singleElement()
                    .extracting(HeadsView.CountedHead::counter)
                    .isEqualTo(8L);
        }
    }

    @Test
    void aStoreThatWasResetHasAnotherName() throws Exception {
        Bytes first = TestStore.open(new SimDisk()).book().heads().storeId();
        Bytes second = TestStore.open(new SimDisk()).book().heads().storeId();

        assertThat(first.size()).isEqualTo(16);
        assertThat(second).isNotEqualTo(first);
    }
}
