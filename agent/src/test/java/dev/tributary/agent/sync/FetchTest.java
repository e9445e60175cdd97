package dev.tributary.agent.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Credit of one request, as both sides count it. */
class FetchTest {
    private static final int SHARE = 4_096;
    private static final int RUN = 27_000;

    @Test
    void aRunLargerThanItsCreditDoesNotEndTheAnswer() {
        Fetch fetch = new Fetch(1, 1, SHARE, 0);
        long peer = fetch.firstCredit();
        for (int run = 1; run <= 10; run++) {
            assertThat(peer).as("credit for run " + run).isPositive();
            peer -= RUN;
            fetch.appending();
            fetch.arrived(256, RUN, run);
            fetch.stored(RUN, run);
            peer += fetch.more(SHARE);
        }
        assertThat(peer).isEqualTo(SHARE);
    }

    @Test
    void whatWasNotUsedIsNotGrantedTwice() {
        Fetch fetch = new Fetch(1, 1, SHARE, 0);
        fetch.appending();
        fetch.arrived(1, SHARE - 100, 1);
        fetch.stored(SHARE - 100, 1);

        assertThat(fetch.more(SHARE)).isEqualTo(SHARE - 100);
        assertThat(fetch.outstanding()).isEqualTo(SHARE);
        assertThat(fetch.more(SHARE)).isZero();
    }
}
