package dev.tributary.agent.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What was acknowledged against what another agent has shown. */
class SoakLedgerTest {
    private final SoakLedger ledger = new SoakLedger();

    @Test
    void whatWasAcknowledgedAndNotSeenIsMissing() {
        ledger.acknowledge(1, 1, hash(1));
        ledger.acknowledge(2, 5_000, hash(5_000));
        for (int seq = 1; seq < 5_000; seq++) {
            ledger.seen(seq, hash(seq));
        }
        assertThat(ledger.balance(1)).isEqualTo(new SoakLedger.Balance(1, 0));
        ledger.seen(5_000, hash(5_000));
        assertThat(ledger.balance(1)).isEqualTo(new SoakLedger.Balance(0, 0));
        assertThat(ledger.acknowledged()).isEqualTo(5_000);
    }

    @Test
    void whatTheReaderHasGivenUpIsNotMissing() {
        ledger.acknowledge(1, 10, hash(10));
        assertThat(ledger.balance(8)).isEqualTo(new SoakLedger.Balance(3, 0));
        assertThat(ledger.balance(11)).isEqualTo(new SoakLedger.Balance(0, 0));
    }

    @Test
    void anEventWithAnotherHashIsChanged() {
        ledger.acknowledge(1, 1, hash(1));
        ledger.seen(1, hash(2));
        assertThat(ledger.balance(1)).isEqualTo(new SoakLedger.Balance(0, 1));
    }

    @Test
    void anEventThatWasNotAcknowledgedMayBeThere() {
        ledger.seen(9, hash(9));
        assertThat(ledger.balance(1)).isEqualTo(new SoakLedger.Balance(0, 0));
    }

    private static String hash(int number) {
        return String.format("%016x", 1_000_003L * number);
    }
}
