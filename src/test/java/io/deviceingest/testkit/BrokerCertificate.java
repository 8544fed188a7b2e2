package io.deviceingest.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.SSLSocketFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.jks.JksSslStoreBundle;
import org.springframework.boot.ssl.jks.JksSslStoreDetails;

/**
 * A broker's (or another server's) key and certificate in a PKCS#12 file, with the certificate of their authority beside
 * it in a PEM file.
 */
public record BrokerCertificate(Path keyStore, Path caFile) {

    public static final String PASSWORD = "sample-only";

    private static final String ALIAS = "broker";

    /** One that is its own authority, for 127.0.0.1 and localhost. */
    public static BrokerCertificate selfSigned(Path directory) throws IOException, GeneralSecurityException {
        return selfSigned(directory, Validity.LONG_ENOUGH);
    }

    /** The same with another time. */
    public static BrokerCertificate selfSigned(Path directory, Validity validity)
            throws IOException, GeneralSecurityException {
        CertificateMaker broker = new CertificateMaker("embedded-broker");
        X509Certificate own = broker.authority(validity, "127.0.0.1", "localhost");
        return written(directory, broker.keys().getPrivate(), own, own);
    }

    /** One that an authority of its own has signed, for these host names and addresses. */
    public static BrokerCertificate signed(Path directory, String... names)
            throws IOException, GeneralSecurityException {
        return signed(directory, Validity.LONG_ENOUGH, names);
    }

    /** The same with another time for the broker's certificate. */
    public static BrokerCertificate signed(Path directory, Validity validity, String... names)
            throws IOException, GeneralSecurityException {
        CertificateMaker authority = new CertificateMaker("embedded-authority");
        CertificateMaker broker = new CertificateMaker("embedded-broker");
        X509Certificate above = authority.authority(Validity.LONG_ENOUGH);
        X509Certificate own = authority.sign(broker, validity, names);
        return written(directory, broker.keys().getPrivate(), above, own, above);
    }

    /** Its private key in a PEM file (PKCS#8) beside it, written at each call. */
    public Path keyFile() throws IOException, GeneralSecurityException {
        byte[] key = store().getKey(ALIAS, PASSWORD.toCharArray()).getEncoded();
        return Files.writeString(keyStore.resolveSibling("broker.key"), pem("PRIVATE KEY", key));
    }

    /** It and those who signed it, in a PEM file beside it, written at each call. */
    public Path certificateFile() throws IOException, GeneralSecurityException {
        StringBuilder text = new StringBuilder();
        for (Certificate certificate : store().getCertificateChain(ALIAS)) {
            text.append(pem("CERTIFICATE", certificate.getEncoded()));
        }
        return Files.writeString(keyStore.resolveSibling("broker.crt"), text);
    }

    /** Makes sockets that show it. */
    public SSLSocketFactory socketFactory() {
        JksSslStoreDetails shown =
                new JksSslStoreDetails("PKCS12", null, "file:" + keyStore.toAbsolutePath(), PASSWORD);
        return SslBundle.of(new JksSslStoreBundle(shown, null))
                .createSslContext()
                .getSocketFactory();
    }

    private static BrokerCertificate written(
            Path directory, PrivateKey key, X509Certificate authority, X509Certificate... chain)
            throws IOException, GeneralSecurityException {
        Files.createDirectories(directory);
        BrokerCertificate certificate =
                new BrokerCertificate(directory.resolve("broker.p12"), directory.resolve("ca.crt"));
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(ALIAS, key, PASSWORD.toCharArray(), chain);
        try (OutputStream file = Files.newOutputStream(certificate.keyStore)) {
            store.store(file, PASSWORD.toCharArray());
        }
        Files.writeString(certificate.caFile, pem("CERTIFICATE", authority.getEncoded()));
        return certificate;
    }

    private KeyStore store() throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray());
    }

    private static String pem(String label, byte[] encoded) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
    }
}
