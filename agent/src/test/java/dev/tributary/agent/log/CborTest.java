package dev.tributary.agent.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import dev.tributary.api.model.Bytes;
import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CborTest {
    private static final ObjectMapper JACKSON = new ObjectMapper(new CBORFactory());

    /** RFC 8949 appendix A, and the numbers around every change of length. */
    @ParameterizedTest
    @CsvSource({
        "0, 00",
        "1, 01",
        "10, 0a",
        "23, 17",
        "24, 1818",
        "25, 1819",
        "100, 1864",
        "255, 18ff",
        "256, 190100",
        "1000, 1903e8",
        "65535, 19ffff",
        "65536, 1a00010000",
        "1000000, 1a000f4240",
        "4294967295, 1affffffff",
        "4294967296, 1b0000000100000000",
        "1000000000000, 1b000000e8d4a51000",
        "9223372036854775807, 1b7fffffffffffffff",
        "-1, 20",
        "-10, 29",
        "-24, 37",
        "-25, 3818",
        "-100, 3863",
        "-256, 38ff",
        "-257, 390100",
        "-1000, 3903e7",
        "-9223372036854775808, 3b7fffffffffffffff"
    })
    void numbersHaveOneForm(long value, String hex) throws Exception {
        CborWriter out = new CborWriter(0);
        out.integer(value);

        assertThat(out.toBytes().hex()).isEqualTo(hex);
        assertThat(reader(hex).integer()).isEqualTo(value);
        assertThat(JACKSON.readTree(out.toBytes().toArray()).longValue()).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1800",
                "1817",
                "190000",
                "1900ff",
                "1a00000000",
                "1a0000ffff",
                "1b0000000000000000",
                "1b00000000ffffffff",
                "3817",
                "1c",
                "1d",
                "1e",
                "1f",
                "3f",
                "18",
                "1900",
                "1a000000",
                "1b00000000000000",
                "",
                "40",
                "60",
                "80",
                "a0",
                "c000",
                "f4",
                "f90000",
                "fb0000000000000000"
            })
    void refusesEverythingElseInPlaceOfANumber(String hex) {
        assertThatThrownBy(() -> reader(hex).integer())
                .isInstanceOfSatisfying(
                        MalformedCbor.class, e -> assertThat(e.verdict()).isInstanceOf(Verdict.NotCanonical.class));
    }

    @Test
    void refusesNumbersBeyond64BitsAndBeyondTheirLimit() {
        assertTooLarge(() -> reader("1b8000000000000000").integer());
        assertTooLarge(() -> reader("3bffffffffffffffff").integer());
        assertTooLarge(() -> reader("1b8000000000000000").unsigned(Long.MAX_VALUE));
        assertTooLarge(() -> reader("1818").unsigned(23));
    }

    @Test
    void refusesLengthsBeforeAnythingIsAllocated() {
        assertTooLarge(() -> reader("5b7fffffffffffffff").bytes(100));
        assertTooLarge(() -> reader("5bffffffffffffffff").bytes(100));
        assertTooLarge(() -> reader("9a7fffffff").array(100));
        assertMalformed(() -> reader("5a7fffffff").bytes(Integer.MAX_VALUE));
        assertMalformed(() -> reader("9a7fffffff").array(Integer.MAX_VALUE));
        assertMalformed(() -> reader("4201").bytes(2));
        assertMalformed(() -> reader("4201").bytesOf(2));
        assertMalformed(() -> reader("420102").bytesOf(3));
        assertMalformed(() -> reader("820102").arrayOf(3));
    }

    @Test
    void refusesIndefiniteLengths() {
        assertMalformed(() -> reader("5f42010243030405ff").bytes(10));
        assertMalformed(() -> reader("7f657374726561646d696e67ff").text(10));
        assertMalformed(() -> reader("9fff").array(10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"61ff", "62c080", "63eda080", "64f4908080", "61c3", "63e282ff", "63efbf"})
    void refusesTextThatIsNotUtf8(String hex) {
        assertMalformed(() -> reader(hex).text(10));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "ünï", "水", "\ud800\udd51", "\ufffd", "a\u0000b"})
    void textComesBackAsItWas(String text) throws Exception {
        CborWriter out = new CborWriter(0);
        out.text(text);

        assertThat(new CborReader(out.toBytes().toArray()).text(20)).isEqualTo(text);
        assertThat(JACKSON.readTree(out.toBytes().toArray()).textValue()).isEqualTo(text);
    }

    @Test
    void truthAndAbsenceHaveOneByte() throws Exception {
        CborWriter out = new CborWriter(0);
        out.bool(true);
        out.bool(false);
        out.none();

        assertThat(out.toBytes().hex()).isEqualTo("f5f4f6");
        CborReader in = reader("f5f4f6");
        assertThat(in.none()).isFalse();
        assertThat(in.bool()).isTrue();
        assertThat(in.bool()).isFalse();
        assertThat(in.none()).isTrue();
        assertThat(in.none()).isFalse();
        in.end();
        assertMalformed(() -> reader("f6").bool());
        assertMalformed(() -> reader("f7").bool());
        assertMalformed(() -> reader("f814").bool());
        assertMalformed(() -> reader("01").bool());
    }

    @Test
    void nothingMayFollowTheEnd() throws Exception {
        CborReader in = reader("0001");
        in.unsigned(5);

        assertMalformed(in::end);
    }

    @Test
    void jacksonReadsWhatIsWritten() throws IOException {
        CborWriter out = new CborWriter(0);
        out.array(4);
        out.bytes(Bytes.wrap(new byte[300]));
        out.array(0);
        out.integer(-70_000);
        out.bytes(new byte[] {1, 2, 3, 4}, 1, 2);

        JsonNode array = JACKSON.readTree(out.toBytes().toArray());

        assertThat(array).hasSize(4);
        assertThat(array.get(0).binaryValue()).hasSize(300);
        assertThat(array.get(1)).isEmpty();
        assertThat(array.get(2).longValue()).isEqualTo(-70_000);
        assertThat(array.get(3).binaryValue()).containsExactly(2, 3);
    }

    private interface Reading {
        void run() throws MalformedCbor;
    }

    private static CborReader reader(String hex) {
        return new CborReader(HexFormat.of().parseHex(hex));
    }

    private static void assertMalformed(Reading reading) {
        assertThatThrownBy(reading::run)
                .isInstanceOfSatisfying(
                        MalformedCbor.class, e -> assertThat(e.tooLarge()).isFalse());
    }

    private static void assertTooLarge(Reading reading) {
        assertThatThrownBy(reading::run)
                .isInstanceOfSatisfying(
                        MalformedCbor.class, e -> assertThat(e.tooLarge()).isTrue());
    }
}
