package io.deviceingest.certificate;

import io.deviceingest.problem.Causes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.springframework.boot.ssl.pem.PemContent;

/**
 * What stood in a PEM file when it was read; what is no PEM of the kind that is asked for is told apart.
 *
 * @param text may be a private key, so it is never shown
 */
public record PemFile(Path file, String text) {

    /** @throws UnusablePemException for a binary one */
    public static PemFile read(Path file) throws IOException, UnusablePemException {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length > 0 && bytes[0] == 0x30) {
            // A SEQUENCE of ASN.1, with which every DER file begins.
            throw new UnusablePemException(
                    file + " is binary (DER), not PEM",
                    "openssl x509 -inform der -in " + file + " -out " + file + ".pem (a key: openssl pkey), and name"
                            + " that file");
        }
        return new PemFile(file, new String(bytes, StandardCharsets.ISO_8859_1));
    }

    /** At least one. */
    public List<X509Certificate> certificates() throws UnusablePemException {
        if (!text.contains("-----BEGIN CERTIFICATE-----")) {
            throw new UnusablePemException(
                    file + " holds no certificate, but " + what(),
                    "name a PEM file that has a line -----BEGIN CERTIFICATE-----");
        }
        try {
            return PemContent.of(text).getCertificates();
        } catch (RuntimeException e) {
            throw new UnusablePemException(
                    file + " holds a certificate that cannot be read: " + Causes.deepest(e),
                    "copy it again, whole, from -----BEGIN CERTIFICATE----- to the last -----END CERTIFICATE-----");
        }
    }

    /** The one that it holds. */
    public PrivateKey privateKey() throws UnusablePemException {
        if (text.contains("ENCRYPTED")) {
            throw new UnusablePemException(
                    file + " is protected by a passphrase, which the program cannot be given",
                    "openssl pkey -in " + file + " -out " + file + ".plain, protect that file by its mode (chmod 600),"
                            + " and name it");
        }
        if (!text.contains("PRIVATE KEY-----")) {
            throw new UnusablePemException(
                    file + " holds no private key, but " + what(),
                    "name the PEM file with the key that the certificate was made with");
        }
        try {
            return PemContent.of(text).getPrivateKey();
        } catch (RuntimeException e) {
            throw new UnusablePemException(
                    file + " holds a key that cannot be read: " + Causes.deepest(e),
                    "openssl pkey -in " + file + " -out " + file + ".pem, and name that file");
        }
    }

    /** The file alone. */
    @Override
    public String toString() {
        return file.toString();
    }

    private String what() {
        if (text.isBlank()) {
            return "is empty";
        }
        if (text.contains("PRIVATE KEY-----")) {
            return "a private key";
        }
        if (text.contains("-----BEGIN CERTIFICATE REQUEST-----")) {
            return "a request for one";
        }
        if (text.contains("-----BEGIN CERTIFICATE-----")) {
            return "a certificate";
        }
        return text.contains("-----BEGIN ") ? "another kind of PEM" : "is no PEM file";
    }
}
