package dev.tributary.agent.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tributary.api.model.AuthorId;
import dev.tributary.api.model.Bytes;
import dev.tributary.api.model.EventHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;

class SignatureRuleTest {
    private final SignatureRule rule = new SignatureRule(2);
    private final EventHash hash = new EventHash(TestLog.filled(7));

    @Test
    void acceptsWhatItsAuthorSigned() {
        EventSigner alice = TestLog.author(1);

        assertThat(rule.holds(alice.author(), hash, alice.sign(hash))).isTrue();
        assertThat(rule.holds(TestLog.author(2).author(), hash, alice.sign(hash)))
                .isFalse();
        assertThat(rule.holds(alice.author(), new EventHash(TestLog.filled(8)), alice.sign(hash)))
                .isFalse();
        assertThat(rule.holds(alice.author(), hash, Bytes.EMPTY)).isFalse();
    }

    @Test
    void signsTheHashWithTheWordsOfTheProtocolInFrontOfIt() {
        EventSigner alice = TestLog.author(1);
        byte[] text = new byte[49];
        Bytes.utf8("tributary/event/1").copyTo(text, 0);
        hash.bytes().copyTo(text, 17);

        assertThat(rule.holds(alice.author(), text, alice.sign(hash))).isTrue();
    }

    /** RFC 8032 section 7.1, test 2. */
    @Test
    void derivesThePublicKeyAsTheStandardSays() {
        SeedSigner signer =
                new SeedSigner(Bytes.ofHex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));

        assertThat(signer.author().hex()).isEqualTo("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
        assertThat(signer.toString()).doesNotContain("4ccd089b");
    }

    @Test
    void keepsNoMoreKeysThanItsBound() {
        for (int i = 1; i <= 3; i++) {
            EventSigner author = TestLog.author(i);
            assertThat(rule.holds(author.author(), hash, author.sign(hash))).isTrue();
            assertThat(rule.kept()).isEqualTo(Math.min(i, 2));
        }
        EventSigner first = TestLog.author(1);
        assertThat(rule.holds(first.author(), hash, first.sign(hash))).isTrue();
    }

    @Test
    void keepsNoKeyThatIsNotOfFullOrder() {
        for (String key : List.of("01", "00", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")) {
            AuthorId author = AuthorId.ofHex(key + "0".repeat(64 - key.length()));
            assertThat(rule.holds(author, hash, Bytes.wrap(new byte[64]))).isFalse();
        }
        assertThat(rule.kept()).isZero();
    }

    /** R = 12345678901234567890 B + T with T of order 8: only the equation without the cofactor refuses it. */
    @Test
    void takesTheCofactoredEquation() {
        AuthorId author = TestLog.author(1).author();
        String r = "b15bf26424d1b69dd33b7a9e57db5de4a2aadea4a2a051efd9bfd6af74165d2b";
        String s = "5c406a19d428f18562ec29eaae70559ca2c711bf0c05f444ce95a7b992fa1e0a";
        String sPlusOrder = "49146076ee8b03de3889218d8d6a34b1a2c711bf0c05f444ce95a7b992fa1e1a";

        assertThat(rule.holds(author, hash, Bytes.ofHex(r + s))).isTrue();
        assertThat(rule.holds(author, hash, Bytes.ofHex(r + sPlusOrder))).isFalse();
    }

    @Test
    void agreesWithWycheproof() throws IOException {
        JsonNode groups = vectors("wycheproof-ed25519.json").get("testGroups");
        List<String> different = new ArrayList<>();
        int tests = 0;
        for (JsonNode group : groups) {
            AuthorId author = AuthorId.ofHex(group.get("publicKey").get("pk").textValue());
            for (JsonNode test : group.get("tests")) {
                byte[] text = Bytes.ofHex(test.get("msg").textValue()).toArray();
                Bytes signature = Bytes.ofHex(test.get("sig").textValue());
                boolean valid = test.get("result").textValue().equals("valid");
                tests++;
                if (rule.holds(author, text, signature) != valid) {
                    different.add(test.get("tcId") + " " + test.get("comment"));
                }
            }
        }
        assertThat(tests).isGreaterThan(100);
        assertThat(different).isEmpty();
    }

    /**
     * Two of the twelve keys have full order; of their signatures the rule takes what the cofactored equation takes.
     */
    @Test
    void takesNothingFromTheEdgeCasesButFullOrderKeysAndTheCofactoredEquation() throws IOException {
        JsonNode cases = vectors("ed25519-speccheck.json");
        List<Integer> accepted = new ArrayList<>();
        List<Integer> withoutKeyCheck = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            JsonNode edge = cases.get(i);
            byte[] text = Bytes.ofHex(edge.get("message").textValue()).toArray();
            AuthorId author = AuthorId.ofHex(edge.get("pub_key").textValue());
            Bytes signature = Bytes.ofHex(edge.get("signature").textValue());
            if (rule.holds(author, text, signature)) {
                accepted.add(i);
            }
            if (Ed25519.verify(signature.toArray(), 0, author.bytes().toArray(), 0, text, 0, text.length)) {
                withoutKeyCheck.add(i);
            }
        }
        assertThat(cases).hasSize(12);
        assertThat(accepted).isEmpty();
        assertThat(withoutKeyCheck).containsExactly(2, 3, 4, 5);
    }

    /** The vectors lie beside the repository, where somebody put them there. */
    private static JsonNode vectors(String name) throws IOException {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve("plugin-api"))) {
            folder = Objects.requireNonNull(folder.getParent(), "the tests must run inside the repository");
        }
        Path file = folder.resolve("../shared/vectors").resolve(name).normalize();
        assumeThat(file).as("no vectors beside the repository").exists();
        return new ObjectMapper().readTree(file.toFile());
    }
}
