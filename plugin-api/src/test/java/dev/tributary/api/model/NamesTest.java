package dev.tributary.api.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Authors, hashes, spaces, and what is built of them. */
class NamesTest {
    private static final AuthorId A = AuthorId.ofHex("0a".repeat(32));
    private static final AuthorId B = AuthorId.ofHex("fb".repeat(32));
    private static final EventHash ONE = EventHash.ofHex("01".repeat(32));
    private static final EventHash TWO = EventHash.ofHex("02".repeat(32));

    @Test
    void idsAre32BytesWrittenAs64Digits() {
        assertThat(A.hex()).isEqualTo("0a".repeat(32)).isEqualTo(A.toString());
        assertThat(A.brief()).isEqualTo("0a0a0a0a");
        assertThat(AuthorId.ofHex("0A".repeat(32))).isEqualTo(A);
        assertThat(new EventHash(A.bytes()).hex()).isEqualTo(A.hex());
        assertThat(SpaceId.ofHex(A.hex()).bytes()).isEqualTo(A.bytes());
        assertThat(SpaceId.NONE.hex()).isEqualTo("00".repeat(32)).isEqualTo(EventHash.NONE.hex());
    }

    @Test
    void idsOfAnotherSizeAreRefusedWithASentence() {
        assertThatThrownBy(() -> AuthorId.ofHex("0a")).hasMessage("an author id has 64 hexadecimal digits, this has 2");
        assertThatThrownBy(() -> EventHash.ofHex("0".repeat(65)))
                .hasMessage("an event hash has 64 hexadecimal digits, this has 65");
        assertThatThrownBy(() -> new SpaceId(Bytes.wrap(new byte[31])))
                .hasMessage("a space id has 32 bytes, this has 31");
        assertThatThrownBy(() -> AuthorId.ofHex("zz".repeat(32))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void idsAreOrderedAsUnsignedBytes() {
        assertThat(A.compareTo(B)).isNegative();
        assertThat(ONE.compareTo(TWO)).isNegative();
        assertThat(SpaceId.NONE.compareTo(SpaceId.ofHex(B.hex()))).isNegative();
    }

    @Test
    void dependenciesOfADraftAreSortedAndUnique() {
        EventRef first = new EventRef(A, 2, TWO);
        EventRef second = new EventRef(A, 10, ONE);
        EventRef third = new EventRef(B, 1, ONE);

        EventDraft draft = EventDraft.text("note", "ä").withDeps(List.of(third, second, first, third));

        assertThat(draft.deps()).containsExactly(first, second, third);
        assertThat(draft.payload()).isEqualTo(Bytes.ofHex("c3a4"));
        assertThat(draft.withDeps(List.of())).isEqualTo(EventDraft.text("note", "ä"));
    }

    @Test
    void jsonIsKeptAsItIsGiven() {
        assertThat(EventDraft.json("a", "{ \"x\": 1 }").payload().utf8()).isEqualTo("{ \"x\": 1 }");
    }

    @Test
    void seqsStartAtOne() {
        assertThatThrownBy(() -> new EventRef(A, 0, ONE)).hasMessage("seq starts at 1, this is 0");
        assertThatThrownBy(() -> new AuthorHead(A, 0, ONE)).hasMessage("a head has seq 1 or more, this has 0");
    }

    @Test
    void summaryIsSortedAndTheLaterHeadCounts() {
        HeadsSummary summary = HeadsSummary.of(
                List.of(new AuthorHead(B, 1, ONE), new AuthorHead(A, 1, ONE), new AuthorHead(B, 2, TWO)));

        assertThat(summary.byAuthor().keySet()).containsExactly(A, B);
        assertThat(summary.seq(B)).isEqualTo(2);
        assertThat(summary.head(B)).contains(new AuthorHead(B, 2, TWO));
        assertThat(HeadsSummary.EMPTY.seq(A)).isZero();
        assertThat(HeadsSummary.EMPTY.head(A)).isEmpty();
    }

    @Test
    void requestAsksForSomething() {
        assertThat(new AuthorRequest(A, 0, EventHash.NONE, OptionalLong.of(1)).untilSeq())
                .hasValue(1);
        assertThatThrownBy(() -> new AuthorRequest(A, 5, ONE, OptionalLong.of(5)))
                .hasMessage("untilSeq 5 is not after 5");
        assertThatThrownBy(() -> new AuthorRequest(A, -1, ONE, OptionalLong.empty()))
                .hasMessage("afterSeq is 0 or more, this is -1");
    }
}
