package dev.tributary.agent.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.model.AuthorId;
import org.junit.jupiter.api.Test;

/** What a peer asked for and was told that it is gone. */
class GivenUpTest {
    private final GivenUp givenUp = new GivenUp();

    @Test
    void countsUntilThePeerHoldsWhatLiesBelow() {
        givenUp.add(author(1), 51);
        assertThat(givenUp.authors(any -> 49)).isEqualTo(1);
        assertThat(givenUp.authors(any -> 50)).isZero();
        assertThat(givenUp.authors(any -> 0)).as("forgotten").isZero();
    }

    @Test
    void countsNoMoreAuthorsThanItsBound() {
        for (int i = 0; i < GivenUp.MAX; i++) {
            givenUp.add(author(i), 9);
        }
        givenUp.add(author(GivenUp.MAX), 9);
        assertThat(givenUp.authors(any -> 0)).isEqualTo(GivenUp.MAX);
        givenUp.add(author(0), 99);
        assertThat(givenUp.authors(any -> 8))
                .as("one that is known may still be told anew")
                .isEqualTo(1);
    }

    private static AuthorId author(int number) {
        return AuthorId.ofHex("%064x".formatted(number));
    }
}
