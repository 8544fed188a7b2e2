package io.deviceingest.certificate;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Map;

/** Tells whether a private and a public key belong together: what one signs, the other must verify. */
public final class KeyPairs {

    private static final Map<String, String> SIGNATURES =
            Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "DSA", "SHA256withDSA");

    private static final byte[] SAMPLE = "device-ingest".getBytes(StandardCharsets.US_ASCII);

    private KeyPairs() {}

    /** Whether they do. */
    public static boolean belongTogether(PrivateKey key, PublicKey other) throws GeneralSecurityException {
        if (!key.getAlgorithm().equals(other.getAlgorithm())) {
            return false;
        }
        // Of the others (Ed25519 and its kind) the name of the key is that of the signature.
        Signature signature = Signature.getInstance(SIGNATURES.getOrDefault(key.getAlgorithm(), key.getAlgorithm()));
        signature.initSign(key);
        signature.update(SAMPLE);
        byte[] signed = signature.sign();
        signature.initVerify(other);
        signature.update(SAMPLE);
        try {
            return signature.verify(signed);
        } catch (SignatureException e) {
            // Keys of another size or curve.
            return false;
        }
    }
}
