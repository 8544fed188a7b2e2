package io.deviceingest.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.jks.JksSslStoreBundle;
import org.springframework.boot.ssl.jks.JksSslStoreDetails;

/**
 * A broker's (or another server's) key and certificate in a PKCS#12 file, with the certificate of their authority beside it, made by the
 * JDK's keytool.
 */
public record BrokerCertificate(Path keyStore, Path caFile) {

    public static final String PASSWORD = "sample-only";

    private static final String KEY =
            "-genkeypair -keyalg EC -groupname secp256r1 -storetype PKCS12 -validity 30 -dname CN=%s -alias %s ";
    /** The option that makes it an authority. */
    public static final String AUTHORITY = "-ext bc:c=ca:true ";

    /** One that is its own authority, for 127.0.0.1 and localhost. */
    public static BrokerCertificate selfSigned(Path directory)
            throws IOException, InterruptedException, GeneralSecurityException {
        return selfSigned(directory, AUTHORITY + "-ext san=ip:127.0.0.1,dns:localhost");
    }

    /** One that has signed itself, with options of keytool's for it. */
    public static BrokerCertificate selfSigned(Path directory, String options)
            throws IOException, InterruptedException, GeneralSecurityException {
        BrokerCertificate certificate = in(directory);
        certificate.keytool(KEY.formatted("embedded-broker", "broker") + options);
        byte[] encoded = certificate.store().getCertificate("broker").getEncoded();
        Files.writeString(certificate.caFile, pem("CERTIFICATE", encoded));
        return certificate;
    }

    /** One that an authority of its own has signed, with further options of keytool's for it. */
    public static BrokerCertificate signed(Path directory, String options)
            throws IOException, InterruptedException, GeneralSecurityException {
        BrokerCertificate certificate = in(directory);
        certificate.keytool(KEY.formatted("embedded-authority", "ca") + AUTHORITY);
        certificate.keytool(KEY.formatted("embedded-broker", "broker") + "-signer ca " + options);
        KeyStore store = certificate.store();
        Files.writeString(
                certificate.caFile,
                pem("CERTIFICATE", store.getCertificate("ca").getEncoded()));
        // Else the broker might show the authority's certificate as its own.
        store.deleteEntry("ca");
        try (OutputStream file = Files.newOutputStream(certificate.keyStore)) {
            store.store(file, PASSWORD.toCharArray());
        }
        return certificate;
    }

    /** Its private key in a PEM file (PKCS#8) beside it, written at each call. */
    public Path keyFile() throws IOException, GeneralSecurityException {
        byte[] key = store().getKey("broker", PASSWORD.toCharArray()).getEncoded();
        return Files.writeString(keyStore.resolveSibling("broker.key"), pem("PRIVATE KEY", key));
    }

    /** It and those who signed it, in a PEM file beside it, written at each call. */
    public Path certificateFile() throws IOException, GeneralSecurityException {
        StringBuilder text = new StringBuilder();
        for (Certificate certificate : store().getCertificateChain("broker")) {
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

    private static BrokerCertificate in(Path directory) throws IOException {
        Files.createDirectories(directory);
        return new BrokerCertificate(directory.resolve("broker.p12"), directory.resolve("ca.crt"));
    }

    private KeyStore store() throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray());
    }

    private static String pem(String label, byte[] encoded) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded);
        return "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n";
    }

    private void keytool(String options) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        // It lives for a moment, and half of that would be the second compiler and threads for garbage.
        words.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
        words.addAll(List.of(options.strip().split(" ")));
        words.addAll(List.of("-keystore", keyStore.toString(), "-storepass", PASSWORD));
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("keytool failed: " + output);
        }
    }
}
