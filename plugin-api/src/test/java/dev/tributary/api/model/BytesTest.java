package dev.tributary.api.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BytesTest {
    private static Bytes hex(String hex) {
        return Bytes.ofHex(hex);
    }

    @Test
    void readsAndWritesHex() {
        assertThat(hex("00fF7f80").hex()).isEqualTo("00ff7f80");
        assertThat(hex("00fF7f80")).isEqualTo(Bytes.of((byte) 0, (byte) 0xff, (byte) 0x7f, (byte) 0x80));
        assertThat(hex("")).isEqualTo(Bytes.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "0g", "0x", " 0", "ä0"})
    void refusesWhatIsNotHex(String text) {
        assertThatThrownBy(() -> hex(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ordersAsUnsignedBytesAndShorterFirst() {
        assertThat(new TreeSet<>(List.of(hex("80"), hex("7f"), hex("7f00"), hex("ff"), Bytes.EMPTY)))
                .containsExactly(Bytes.EMPTY, hex("7f"), hex("7f00"), hex("80"), hex("ff"));
    }

    @Test
    void sliceIsEqualToACopyOfIt() {
        Bytes slice = hex("0102030405").slice(1, 3);

        assertThat(slice).isEqualTo(hex("020304")).hasSameHashCodeAs(hex("020304"));
        assertThat(slice.slice(1, 1)).isEqualTo(hex("03"));
        assertThat(slice.at(2)).isEqualTo((byte) 4);
        assertThat(slice.toArray()).containsExactly(2, 3, 4);
        assertThat(slice.compareTo(hex("0203"))).isPositive();
        assertThat(slice.asBuffer()).isEqualTo(ByteBuffer.wrap(new byte[] {2, 3, 4}));
        assertThat(slice).isNotEqualTo(hex("020305")).isNotEqualTo(hex("0203"));
    }

    @Test
    void boundsAreThoseOfTheSlice() {
        Bytes slice = hex("0102030405").slice(1, 3);

        assertThatThrownBy(() -> slice.at(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> slice.at(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> slice.slice(2, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> slice.slice(1, Integer.MAX_VALUE)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> slice.slice(-1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Bytes.wrap(new byte[2], 1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(slice.slice(3, 0)).isEqualTo(Bytes.EMPTY);
    }

    @Test
    void changesOfWhatWentInOrCameOutChangeNothing() {
        byte[] array = {1, 2};
        Bytes bytes = Bytes.of(array);
        array[0] = 9;
        bytes.toArray()[1] = 9;

        assertThat(bytes).isEqualTo(hex("0102"));
        assertThatThrownBy(() -> bytes.asBuffer().put(0, (byte) 9)).isInstanceOf(ReadOnlyBufferException.class);
    }

    @Test
    void compactBytesKeepNothingElseAlive() {
        Bytes whole = Bytes.wrap(new byte[] {1, 2, 3});

        assertThat(whole.compact()).isSameAs(whole);
        assertThat(whole.slice(1, 1).compact()).isEqualTo(hex("02"));
    }

    @Test
    void copiesToAPlaceInAnArray() {
        byte[] target = new byte[5];
        hex("010203").slice(1, 2).copyTo(target, 2);

        assertThat(target).containsExactly(0, 0, 2, 3, 0);
    }

    @Test
    void textIsUtf8() {
        assertThat(Bytes.utf8("ä").hex()).isEqualTo("c3a4");
        assertThat(hex("c3a4").utf8()).isEqualTo("ä");
        assertThat(hex("c3").utf8()).isEqualTo("\ufffd");
    }

    @Test
    void logLinesStayShort() {
        assertThat(hex("0102030405060708")).hasToString("[0102030405060708]");
        assertThat(Bytes.wrap(new byte[70_000])).hasToString("[0000000000000000... 70000 bytes]");
    }
}
