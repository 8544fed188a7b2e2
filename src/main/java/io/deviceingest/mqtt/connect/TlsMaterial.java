package io.deviceingest.mqtt.connect;

import io.deviceingest.certificate.CertificateWords;
import io.deviceingest.certificate.KeyPairs;
import io.deviceingest.certificate.PemFile;
import io.deviceingest.certificate.UnusablePemException;
import io.deviceingest.settings.MqttSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

/**
 * What stood in the PEM files of TLS when they were read together.
 *
 * @param authority null for Java's trust store
 * @param certificate the client's; null for none, and then {@code key} is null too
 */
public record TlsMaterial(PemFile authority, PemFile certificate, PemFile key) {

    public static TlsMaterial in(MqttSettings settings) throws IOException, UnusablePemException {
        return new TlsMaterial(
                read(settings.tls().caFile()),
                read(settings.tls().certFile()),
                read(settings.tls().keyFile()));
    }

    private static PemFile read(Path file) throws IOException, UnusablePemException {
        return file == null ? null : PemFile.read(file);
    }

    /** What TLS is made with. An empty file is refused: Spring Boot would take it for none, and trust as Java does. */
    SslManagerBundle managers() throws UnusablePemException {
        if (authority != null) {
            authority.certificates();
        }
        if (certificate != null) {
            certificate.certificates();
            key.privateKey();
        }
        PemSslStoreDetails own = certificate == null
                ? null
                : PemSslStoreDetails.forCertificate(certificate.text()).withPrivateKey(key.text());
        PemSslStoreDetails trusted = authority == null ? null : PemSslStoreDetails.forCertificate(authority.text());
        return SslBundle.of(new PemSslStoreBundle(own, trusted)).getManagers();
    }

    /** Refuses what no broker would let in: half a file, a key of another certificate, one that is not valid now. */
    public void check(Instant now) throws UnusablePemException, GeneralSecurityException {
        managers();
        if (certificate == null) {
            return;
        }
        X509Certificate own = certificate.certificates().get(0);
        Optional<String> untimely = CertificateWords.untimely(own, now);
        if (untimely.isPresent()) {
            throw new UnusablePemException(certificate + ": " + untimely.get(), "write the renewed certificate there");
        }
        if (!KeyPairs.belongTogether(key.privateKey(), own.getPublicKey())) {
            throw new UnusablePemException(
                    key + " is not the key of " + CertificateWords.subject(own) + " in " + certificate,
                    "write certificate and key that were made together");
        }
    }

    /** Whose certificates they are, and how long they are valid. */
    public String words() throws UnusablePemException {
        StringBuilder words = new StringBuilder();
        for (PemFile file : new PemFile[] {authority, certificate}) {
            if (file != null) {
                for (X509Certificate one : file.certificates()) {
                    words.append(words.isEmpty() ? "" : "; ").append(CertificateWords.line(one));
                }
            }
        }
        return words.toString();
    }
}
