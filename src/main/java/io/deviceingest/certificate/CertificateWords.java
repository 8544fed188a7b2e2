package io.deviceingest.certificate;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Certificates as people name them. */
public final class CertificateWords {

    /** The kinds of names that a host can be compared with: dNSName and iPAddress (RFC 5280, 4.2.1.6). */
    private static final Set<Object> HOSTS = Set.of(2, 7);

    private static final Set<Object> DNS_NAMES = Set.of(2);

    private CertificateWords() {}

    /** Subject, names, signer and validity in one line. */
    public static String line(X509Certificate certificate) {
        List<String> hosts = hosts(certificate);
        return subject(certificate)
                + (hosts.isEmpty() ? "" : " for " + String.join(", ", hosts))
                + (isSelfSigned(certificate) ? ", signed by itself" : ", signed by " + issuer(certificate))
                + ", valid from " + day(certificate.getNotBefore()) + " to " + day(certificate.getNotAfter());
    }

    public static String subject(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }

    public static String issuer(X509Certificate certificate) {
        return certificate.getIssuerX500Principal().getName();
    }

    public static boolean isSelfSigned(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    /** The host names and addresses that it is for. */
    public static List<String> hosts(X509Certificate certificate) {
        return names(certificate, HOSTS);
    }

    /** The host names that it is for, patterns among them. */
    public static List<String> dnsNames(X509Certificate certificate) {
        return names(certificate, DNS_NAMES);
    }

    private static List<String> names(X509Certificate certificate, Set<Object> kinds) {
        try {
            return certificate.getSubjectAlternativeNames() == null
                    ? List.of()
                    : certificate.getSubjectAlternativeNames().stream()
                            .filter(name -> kinds.contains(name.get(0)))
                            .map(name -> name.get(1).toString())
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }

    /** Why it is not valid at that time; empty where it is. */
    public static Optional<String> untimely(X509Certificate certificate, Instant time) {
        if (time.isAfter(certificate.getNotAfter().toInstant())) {
            return Optional.of(subject(certificate) + " expired on " + day(certificate.getNotAfter()));
        }
        return time.isBefore(certificate.getNotBefore().toInstant())
                ? Optional.of(subject(certificate) + " is valid only from " + day(certificate.getNotBefore()))
                : Optional.empty();
    }

    /** Whole days until the first of them expires. */
    public static long daysLeft(List<X509Certificate> chain) {
        return chain.stream()
                .mapToLong(certificate -> ChronoUnit.DAYS.between(
                        Instant.now(), certificate.getNotAfter().toInstant()))
                .min()
                .orElse(0);
    }

    /** The day in UTC. */
    static LocalDate day(Date date) {
        return date.toInstant().atZone(ZoneOffset.UTC).toLocalDate();
    }
}
