package dev.tributary.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tributary.api.host.AgentException;
import dev.tributary.api.model.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptedIdentityTest {
    private static final Passphrase RIGHT = Passphrase.ofText("correct horse");

    private final SecureRandom random = new SecureRandom();

    @TempDir
    private Path data;

    @Test
    void onlyThePassphraseOpensIt() throws IOException {
        Identity made = new IdentityFile(data, RIGHT).loadOrCreate(random);
        assertThat(new IdentityFile(data, RIGHT).load().seed()).isEqualTo(made.seed());
        assertThat(new IdentityFile(data).isEncrypted()).isTrue();
        assertThat(Files.readString(file()))
                .startsWith("tributary identity 2\nauthor " + made.author().hex() + "\n-----BEGIN ENCRYPTED")
                .doesNotContain(made.seed().hex());
        assertThat(permissions()).isEqualTo("rw-------");
        assertThatThrownBy(() -> new IdentityFile(data).load())
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("is encrypted")
                .hasMessageContaining("identity.passphrase-file");
        for (int i = 0; i < 5; i++) {
            Passphrase wrong = Passphrase.ofText("wrong " + i);
            assertThatThrownBy(() -> new IdentityFile(data, wrong).loadOrCreate(random))
                    .isInstanceOf(AgentException.class)
                    .hasMessageContaining("the passphrase that was given does not open")
                    .hasMessageContaining("tributary succeed");
        }
    }

    @Test
    void whoseItIsIsToldWithoutThePassphrase() {
        Identity made = new IdentityFile(data, RIGHT).loadOrCreate(random);
        assertThat(new IdentityFile(data).author()).isEqualTo(made.author());
    }

    @Test
    void aFileIsRewrittenFromPlainToEncryptedToAnotherPassphraseAndBack() throws IOException {
        Identity made = new IdentityFile(data).loadOrCreate(random);
        String plain = Files.readString(file());
        Passphrase other = Passphrase.ofText("other");

        new IdentityFile(data).rewrite(RIGHT, random);
        new IdentityFile(data, RIGHT).rewrite(other, random);
        assertThat(new IdentityFile(data, other).load().seed()).isEqualTo(made.seed());
        assertThatThrownBy(() -> new IdentityFile(data, RIGHT).load()).hasMessageContaining("does not open");
        assertThatThrownBy(() -> new IdentityFile(data, RIGHT).rewrite(Passphrase.NONE, random))
                .hasMessageContaining("does not open");
        new IdentityFile(data, other).rewrite(Passphrase.NONE, random);

        assertThat(file()).hasContent(plain);
        assertThat(permissions()).isEqualTo("rw-------");
        assertThat(names()).containsExactly("identity.key");
    }

    @Test
    void aPlainFileIsReadAsItIsWhateverThePassphrase() {
        Identity made = new IdentityFile(data).loadOrCreate(random);
        IdentityFile file = new IdentityFile(data, Passphrase.ofFile(data.resolve("not there")));
        assertThat(file.load().seed()).isEqualTo(made.seed());
        assertThat(file.keepsPlainDespitePassphrase()).isTrue();
    }

    @Test
    void aNewIdentityTakesThePassphraseAndTheOldFileStaysEncryptedBesideIt() throws IOException {
        Identity old = new IdentityFile(data, RIGHT).loadOrCreate(random);
        Identity next = Identity.generate(random);
        new IdentityFile(data, RIGHT).replace(next, random);
        assertThat(new IdentityFile(data, RIGHT).load().author()).isEqualTo(next.author());
        assertThat(names())
                .containsExactly("identity.key", "identity.key." + old.author().brief());
        assertThat(new IdentityFile(data).plainCopies()).isEmpty();
    }

    @Test
    void earlierKeysInPlainAreNamed() {
        Identity old = new IdentityFile(data).loadOrCreate(random);
        new IdentityFile(data).replace(Identity.generate(random), random);
        new IdentityFile(data).rewrite(RIGHT, random);
        assertThat(new IdentityFile(data, RIGHT).plainCopies())
                .containsExactly(data.resolve("identity.key." + old.author().brief()));
    }

    @Test
    void whatADeadProcessLeftGoesWithTheNextWrite() throws IOException {
        new IdentityFile(data).loadOrCreate(random);
        Files.writeString(data.resolve("identity.key.1234.new"), "a seed in plain");
        new IdentityFile(data).rewrite(RIGHT, random);
        assertThat(names()).containsExactly("identity.key");
    }

    @Test
    void theBytesOfAKeyFileButForOneLineEndAreThePassphrase() throws IOException {
        for (String content : List.of("secret", "secret\n", "secret\r\n")) {
            Path key = keyFile(content, "rw-------");
            assertThat(Passphrase.ofFile(key).bytes()).isEqualTo(Bytes.utf8("secret"));
        }
        assertThat(Passphrase.ofFile(keyFile("two\n\n", "r--r-----")).bytes()).isEqualTo(Bytes.utf8("two\n"));
        assertThat(Passphrase.ofFile(keyFile("x".repeat(1024) + "\r\n", "rw-------"))
                        .bytes()
                        .size())
                .isEqualTo(1024);
    }

    @Test
    void aKeyFileThatIsNoneIsOneSentence() throws IOException {
        refused("", "rw-------", "is empty");
        refused("\n", "rw-------", "is empty");
        refused("x".repeat(1025), "rw-------", "has more than 1024 bytes");
        refused("x".repeat(1 << 20), "rw-------", "has more than 1024 bytes");
        refused("x".repeat(5000), "rw-------", "1 to 1024");
        refused("secret", "rw-r--r--", "is open to other users: run chmod 600");
        refused("secret", "rw--w----", "is open to other users: run chmod 600");
        assertThatThrownBy(() -> Passphrase.ofFile(data.resolve("nothing")).bytes())
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("cannot read the passphrase file")
                .hasMessageContaining("identity.passphrase-file");
    }

    @Test
    void noTextFormShowsASecret() {
        assertThat(RIGHT.toString()).doesNotContain("horse");
        assertThat(Passphrase.ofFile(Path.of("key")).toString()).contains("key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AAAA\n", "MAA=\n", "====\n", "MIIB\n"})
    void aDamagedKeyIsOneSentenceAndNoPassphraseIsBlamed(String lines) throws IOException {
        write(lines);
        assertThatThrownBy(() -> new IdentityFile(data, RIGHT).load())
                .isInstanceOf(AgentException.class)
                .hasMessageContaining("is damaged: ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void anyByteThatChangesIsNoticed() throws IOException {
        Identity made = new IdentityFile(data, RIGHT).loadOrCreate(random);
        String whole = Files.readString(file());
        byte[] der = Base64.getMimeDecoder()
                .decode(whole.substring(whole.indexOf("KEY-----\n") + 9, whole.indexOf("-----END")));
        // Every byte in turn would derive a key for each, so every seventh.
        for (int i = 0; i < der.length; i += 7) {
            byte[] changed = der.clone();
            changed[i] ^= 0x10;
            Files.delete(file());
            write(made, changed);
            assertThatThrownBy(() -> new IdentityFile(data, RIGHT).load())
                    .as("byte %d", i)
                    .isInstanceOf(AgentException.class);
        }
    }

    @Test
    void parametersThatWouldNotFitTheHeapAreRefused() throws IOException {
        for (ScryptParams greedy : List.of(
                new ScryptParams(new byte[16], 1 << 20, 8, 1),
                new ScryptParams(new byte[16], 1 << 14, 16, 1),
                new ScryptParams(new byte[16], 1 << 14, 8, 17),
                new ScryptParams(new byte[16], 1 << 30, 1 << 30, 1))) {
            Files.deleteIfExists(file());
            write(Identity.generate(random), sealed(greedy, NISTObjectIdentifiers.id_aes256_CBC));
            assertThatThrownBy(() -> new IdentityFile(data, RIGHT).load())
                    .hasMessageContaining("is damaged: its scrypt asks for more");
        }
        Files.delete(file());
        write(
                Identity.generate(random),
                sealed(new ScryptParams(new byte[16], 1 << 14, 8, 1), NISTObjectIdentifiers.id_aes128_CBC));
        assertThatThrownBy(() -> new IdentityFile(data, RIGHT).load()).hasMessageContaining("AES-256-CBC");
    }

    @Test
    void openSslReadsWhatWeWriteAndWeReadWhatItWrites() throws IOException, InterruptedException {
        assumeTrue(openSsl("version") == 0, "openssl is not installed");
        Identity made = new IdentityFile(data, RIGHT).loadOrCreate(random);
        Path der = data.resolve("key.der");
        assertThat(openSsl("pkey", "-in", file(), "-passin", "pass:correct horse", "-outform", "DER", "-out", der))
                .isZero();
        assertThat(Pkcs8.decode(Files.readAllBytes(der))).contains(made.seed());

        Path pem = data.resolve("other.pem");
        assertThat(openSsl(
                        "pkcs8",
                        "-topk8",
                        "-in",
                        der,
                        "-inform",
                        "DER",
                        "-out",
                        pem,
                        "-scrypt",
                        "-passout",
                        "pass:correct horse"))
                .isZero();
        String text = Files.readString(pem).replace("\r", "");
        Files.delete(file());
        create("tributary identity 2\nauthor " + made.author().hex() + "\n" + text);
        assertThat(new IdentityFile(data, RIGHT).load().seed()).isEqualTo(made.seed());
    }

    private int openSsl(Object... arguments) throws InterruptedException {
        try {
            List<String> command = Stream.concat(
                            Stream.of("openssl"), Stream.of(arguments).map(Object::toString))
                    .toList();
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(data.resolve("said").toFile())
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return -1;
        }
    }

    private static byte[] sealed(ScryptParams scrypt, ASN1ObjectIdentifier cipher) throws IOException {
        PBES2Parameters parameters = new PBES2Parameters(
                new KeyDerivationFunc(MiscObjectIdentifiers.id_scrypt, scrypt),
                new EncryptionScheme(cipher, new DEROctetString(new byte[16])));
        return new EncryptedPrivateKeyInfo(
                        new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, parameters), new byte[64])
                .getEncoded();
    }

    private void refused(String content, String permissions, String why) throws IOException {
        Passphrase passphrase = Passphrase.ofFile(keyFile(content, permissions));
        assertThatThrownBy(passphrase::bytes).isInstanceOf(AgentException.class).hasMessageContaining(why);
    }

    private Path keyFile(String content, String permissions) throws IOException {
        Path key = Files.createTempFile(data, "key", "");
        Files.writeString(key, content);
        return Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(permissions));
    }

    private void write(Identity whose, byte[] der) throws IOException {
        create("tributary identity 2\nauthor " + whose.author().hex() + "\n-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(der)
                + "\n-----END ENCRYPTED PRIVATE KEY-----\n");
    }

    private void write(String lines) throws IOException {
        create("tributary identity 2\nauthor " + "ab".repeat(32) + "\n-----BEGIN ENCRYPTED PRIVATE KEY-----\n" + lines
                + "-----END ENCRYPTED PRIVATE KEY-----\n");
    }

    private void create(String text) throws IOException {
        Files.createFile(file(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file(), text);
    }

    private Path file() {
        return data.resolve("identity.key");
    }

    private String permissions() throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file()));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
