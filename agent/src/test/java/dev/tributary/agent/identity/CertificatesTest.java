package dev.tributary.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.api.model.Bytes;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.security.interfaces.EdECPrivateKey;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CertificatesTest {
    private final Identity identity = Identity.ofSeed(Bytes.wrap(new byte[32]));

    @Test
    void carriesTheAuthorKeyAndVerifiesWithIt() throws GeneralSecurityException {
        X509Certificate certificate = Certificates.certificate(identity);
        certificate.verify(certificate.getPublicKey());
        assertThat(Certificates.author(certificate)).contains(identity.author());
    }

    @Test
    void isTheSameEveryTimeAndValidWhateverTheClockSays() throws GeneralSecurityException {
        X509Certificate certificate = Certificates.certificate(identity);
        assertThat(Certificates.certificate(identity).getEncoded()).isEqualTo(certificate.getEncoded());
        assertThat(certificate.getNotBefore()).isBefore("2000-01-02");
        assertThat(certificate.getNotAfter()).isAfter("9999-12-30");
        assertThat(certificate.getSerialNumber()).isPositive();
    }

    @Test
    void privateKeyIsOneThatTheTlsEngineTakes() {
        EdECPrivateKey key = (EdECPrivateKey) Certificates.privateKey(identity);
        assertThat(key.getBytes()).hasValue(identity.seed().toArray());
    }

    @Test
    void registersNoProvider() {
        String before = Arrays.toString(Security.getProviders());
        Certificates.certificate(Identity.generate(new SecureRandom()));
        Certificates.privateKey(identity);
        assertThat(Arrays.toString(Security.getProviders())).isEqualTo(before);
    }

    @Test
    void aKeyOfAnotherKindIsNoAuthor() throws GeneralSecurityException {
        byte[] other = KeyPairGenerator.getInstance("Ed448")
                .generateKeyPair()
                .getPublic()
                .getEncoded();
        assertThat(Certificates.author(other)).isEmpty();
        assertThat(Certificates.author(new byte[44])).isEmpty();
        assertThat(Certificates.author(new byte[0])).isEmpty();
    }
}
