package io.deviceingest.database;

import io.deviceingest.certificate.CertificateFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;

/**
 * Explains why there is no TLS with PostgreSQL. The driver's sentences are in the language of the machine, so they
 * are known by what is the same in all of them. Safe for any number of threads.
 */
final class TlsFailures {

    private final DatabaseAddress address;

    TlsFailures(DatabaseAddress address) {
        this.address = address;
    }

    /** What this one of the causes means for TLS; null where it means nothing. */
    DatabaseProblem explain(Throwable cause) {
        if (cause instanceof SSLException) {
            return ofHandshake(cause);
        }
        if (cause instanceof FileNotFoundException || cause instanceof NoSuchFileException) {
            return problem(
                    "tls-file",
                    "a file of DB_URL cannot be read: " + cause.getMessage(),
                    "put it there, or correct sslrootcert, sslcert or sslkey in DB_URL",
                    cause);
        }
        if (cause instanceof CertificateException) {
            return problem(
                    "tls-file",
                    address.rootCertificate() + " holds no certificate that can be read: " + cause.getMessage(),
                    "set sslrootcert in DB_URL to a PEM file that has a line -----BEGIN CERTIFICATE-----",
                    cause);
        }
        return cause instanceof SQLException refusal ? ofDriver(refusal) : null;
    }

    private DatabaseProblem ofHandshake(Throwable failure) {
        GeneralSecurityException refusal = null;
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
                return problem(
                        "certificate-validity",
                        "the database's certificate is not valid at this time: " + cause.getMessage(),
                        "renew it, or set the clock of this machine, which says " + LocalDate.now(ZoneOffset.UTC),
                        cause);
            }
            if (cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException) {
                refusal = (GeneralSecurityException) cause;
            }
        }
        return refusal == null
                ? problem(
                        "tls",
                        "TLS with " + address + " failed: " + failure.getMessage(),
                        "check sslmode, sslrootcert, sslcert and sslkey in DB_URL",
                        failure)
                : problem(
                        "certificate-authority",
                        "the database's certificate does not come from the CA in " + trusted() + ": "
                                + refusal.getMessage(),
                        "set sslrootcert in DB_URL to the certificate of the CA that signed the database's",
                        refusal);
    }

    private String trusted() {
        String file = address.rootCertificate();
        if (file.isEmpty()) {
            return "Java's trust store";
        }
        try {
            return file
                    + CertificateFiles.read(Path.of(file)).stream()
                            .map(ca -> ca.getSubjectX500Principal().getName())
                            .collect(Collectors.joining(" and ", ", which is of ", ""));
        } catch (IOException | CertificateException e) {
            // Replaced since: the next attempt says so.
            return file;
        }
    }

    private DatabaseProblem ofDriver(SQLException refusal) {
        String text = String.valueOf(refusal.getMessage());
        if (text.contains("HostnameVerifier")) {
            return problem(
                    "certificate-name",
                    "the database's certificate is not for the host in " + address,
                    "write a name that it is for into DB_URL, issue one for this name, or set sslmode=verify-ca, which"
                            + " compares no name",
                    refusal);
        }
        if (text.contains("private key")) {
            return problem(
                    "client-key",
                    "the key of DB_URL cannot be used: " + SqlStateProblems.firstLine(refusal),
                    "chmod 600 the file of sslkey; it is PKCS#12 (.p12) or PKCS#8, DER or PEM (for a PEM key that is not"
                            + " RSA add pemKeyAlgorithm=EC)",
                    refusal);
        }
        if (text.contains("client certificate")) {
            return problem(
                    "client-certificate",
                    "PostgreSQL asks for a client certificate: " + SqlStateProblems.firstLine(refusal),
                    "add sslcert=FILE&sslkey=FILE to DB_URL, with a certificate from the CA in the server's ssl_ca_file",
                    refusal);
        }
        return "08004".equals(refusal.getSQLState()) && text.contains("SSL")
                ? problem(
                        "tls-off",
                        address + " has no TLS, and DB_URL asks for it (sslmode=" + address.sslMode() + ")",
                        "set ssl=on, ssl_cert_file and ssl_key_file in postgresql.conf, then SELECT pg_reload_conf()",
                        refusal)
                : null;
    }

    private static DatabaseProblem problem(String key, String sentence, String remedy, Throwable cause) {
        return new DatabaseProblem(key, sentence, remedy, cause);
    }
}
