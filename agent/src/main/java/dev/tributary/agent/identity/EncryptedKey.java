package dev.tributary.agent.identity;

import dev.tributary.api.model.Bytes;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
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
import org.bouncycastle.crypto.generators.SCrypt;

/**
 * A private key under a passphrase: PKCS#8 {@code EncryptedPrivateKeyInfo} (RFC 5958) with PBES2 (RFC 8018), scrypt
 * (RFC 7914) and AES-256-CBC, which other programs read too. Bouncy Castle's classes of ASN.1 and its scrypt are used
 * as they are; no security provider is registered.
 */
final class EncryptedKey {
    /**
     * scrypt's N and r: 128 * N * r bytes, 16 MiB, are needed at a time, which fits the agent's heap. Its p makes up in
     * time for what larger memory would cost an attacker.
     */
    static final int COST = 1 << 14;

    static final int BLOCK_SIZE = 8;
    static final int PARALLEL = 5;

    /** The most memory and the largest p that a file may ask for. */
    private static final long MAX_MEMORY = 128L * COST * BLOCK_SIZE;

    private static final int MAX_PARALLEL = 16;
    private static final int SALT_SIZE = 16;
    private static final int IV_SIZE = 16;
    private static final int KEY_SIZE = 32;

    private EncryptedKey() {}

    /** {@code key} under {@code passphrase}, DER. */
    static byte[] seal(byte[] key, Bytes passphrase, SecureRandom random) {
        byte[] salt = random(SALT_SIZE, random);
        byte[] iv = random(IV_SIZE, random);
        ScryptParams scrypt = new ScryptParams(salt, COST, BLOCK_SIZE, PARALLEL);
        PBES2Parameters parameters = new PBES2Parameters(
                new KeyDerivationFunc(MiscObjectIdentifiers.id_scrypt, scrypt),
                new EncryptionScheme(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(iv)));
        try {
            return new EncryptedPrivateKeyInfo(
                            new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, parameters),
                            crypt(Cipher.ENCRYPT_MODE, scrypt, passphrase, iv, key))
                    .getEncoded();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime cannot encrypt with AES", e);
        }
    }

    /**
     * The key in {@code der}; empty when the passphrase is another one, which now and then gives wrong bytes instead.
     *
     * @throws IllegalArgumentException saying what is wrong with {@code der} when it is not made like this
     */
    static Optional<byte[]> open(byte[] der, Bytes passphrase) {
        Parts parts = Parts.of(der);
        try {
            return Optional.of(crypt(
                    Cipher.DECRYPT_MODE,
                    parts.scrypt(),
                    passphrase,
                    parts.iv().toArray(),
                    parts.content().toArray()));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }

    /** What is needed to decrypt. */
    private record Parts(ScryptParams scrypt, Bytes iv, Bytes content) {
        static Parts of(byte[] der) {
            Parts parts;
            try {
                parts = parse(EncryptedPrivateKeyInfo.getInstance(der));
            } catch (RuntimeException e) {
                // The parser throws whatever comes to hand at bytes that are not what it looks for.
                throw new IllegalArgumentException("its key is not in PKCS#8 with PBES2, scrypt and AES-256-CBC", e);
            }
            parts.refuseUnbearable();
            return parts;
        }

        private static Parts parse(EncryptedPrivateKeyInfo info) {
            AlgorithmIdentifier outer = info.getEncryptionAlgorithm();
            require(outer.getAlgorithm(), PKCSObjectIdentifiers.id_PBES2);
            PBES2Parameters parameters = PBES2Parameters.getInstance(outer.getParameters());
            KeyDerivationFunc derivation = parameters.getKeyDerivationFunc();
            require(derivation.getAlgorithm(), MiscObjectIdentifiers.id_scrypt);
            EncryptionScheme cipher = parameters.getEncryptionScheme();
            require(cipher.getAlgorithm(), NISTObjectIdentifiers.id_aes256_CBC);
            return new Parts(
                    ScryptParams.getInstance(derivation.getParameters()),
                    Bytes.wrap(
                            ASN1OctetString.getInstance(cipher.getParameters()).getOctets()),
                    Bytes.wrap(info.getEncryptedData()));
        }

        private static void require(ASN1ObjectIdentifier found, ASN1ObjectIdentifier wanted) {
            if (!found.equals(wanted)) {
                throw new IllegalArgumentException(found + " instead of " + wanted);
            }
        }

        private void refuseUnbearable() {
            long cost = bounded(scrypt.getCostParameter());
            long block = bounded(scrypt.getBlockSize());
            long parallel = bounded(scrypt.getParallelizationParameter());
            if (cost == 1 || Long.bitCount(cost) != 1 || iv.size() != IV_SIZE) {
                throw new IllegalArgumentException("its parameters of scrypt or AES are none");
            }
            if (cost * block > MAX_MEMORY / 128 || parallel > MAX_PARALLEL) {
                throw new IllegalArgumentException("its scrypt asks for more than N*r = " + COST * BLOCK_SIZE
                        + " or p = " + MAX_PARALLEL + ", which this agent does not spend");
            }
        }

        /** Far beyond every limit is as good as at {@link Integer#MAX_VALUE}; what is not positive is as bad. */
        private static long bounded(BigInteger number) {
            return number.signum() > 0 && number.bitLength() < Integer.SIZE ? number.longValue() : Integer.MAX_VALUE;
        }
    }

    private static byte[] crypt(int mode, ScryptParams scrypt, Bytes passphrase, byte[] iv, byte[] content)
            throws GeneralSecurityException {
        byte[] secret = passphrase.toArray();
        byte[] key = SCrypt.generate(
                secret,
                scrypt.getSalt(),
                scrypt.getCostParameter().intValueExact(),
                scrypt.getBlockSize().intValueExact(),
                scrypt.getParallelizationParameter().intValueExact(),
                KEY_SIZE);
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
            return cipher.doFinal(content);
        } finally {
            Arrays.fill(secret, (byte) 0);
            Arrays.fill(key, (byte) 0);
        }
    }

    private static byte[] random(int size, SecureRandom random) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }
}
