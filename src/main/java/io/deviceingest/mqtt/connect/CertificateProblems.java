package io.deviceingest.mqtt.connect;

import io.deviceingest.certificate.CertificateFiles;
import io.deviceingest.certificate.CertificateWords;
import io.deviceingest.problem.Causes;
import io.deviceingest.settings.MqttSettings;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Explains why the certificates that the broker presented are not accepted. */
public final class CertificateProblems {

    private final MqttSettings settings;
    private final List<X509Certificate> chain;

    /** @param chain as the broker presented it, its own certificate first; empty where that is not known */
    public CertificateProblems(MqttSettings settings, List<X509Certificate> chain) {
        this.settings = settings;
        this.chain = chain;
    }

    /** The problem with a certificate that this failure is about, if it is about one. */
    Optional<MqttProblem> explain(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
                return Optional.of(validity(failure));
            }
            if (cause instanceof CertPathBuilderException) {
                return Optional.of(authority(failure));
            }
        }
        String text = Causes.deepest(failure);
        return text.contains("subject alternative") || text.contains("No name matching")
                ? Optional.of(name(failure))
                : Optional.empty();
    }

    private MqttProblem validity(Throwable failure) {
        String which = chain.stream()
                .flatMap(certificate -> CertificateWords.untimely(certificate, Instant.now()).stream())
                .findFirst()
                .orElse(Causes.deepest(failure));
        return new MqttProblem(
                "certificate-validity",
                "the broker's certificate is not valid at this time: " + which,
                "renew it (" + makeCerts() + "), or set the clock of this machine, which says "
                        + LocalDate.now(ZoneOffset.UTC),
                failure);
    }

    private MqttProblem authority(Throwable failure) {
        String trusted = settings.tls().caFile() == null
                ? "Java's trust store"
                : settings.tls().caFile().toString();
        String remedy = "set MQTT_CA_FILE to the certificate of the CA that signed the broker's";
        if (!chain.isEmpty()) {
            X509Certificate last = chain.get(chain.size() - 1);
            trusted += ": " + whatIsMissing(last, failure);
            if (chain.size() == 1 && !CertificateWords.isSelfSigned(last)) {
                remedy += "; if " + CertificateWords.issuer(last)
                        + " is an intermediate CA, let the broker present that certificate after its own";
            }
        }
        return new MqttProblem(
                "certificate-authority",
                "the broker's certificate does not come from the CA in " + trusted,
                remedy,
                failure);
    }

    private String whatIsMissing(X509Certificate last, Throwable failure) {
        List<X509Certificate> held =
                CertificateFiles.readIfPossible(settings.tls().caFile());
        List<X509Certificate> sameName = held.stream()
                .filter(ca -> ca.getSubjectX500Principal().equals(last.getIssuerX500Principal()))
                .toList();
        if (sameName.stream().anyMatch(ca -> signed(ca, last))) {
            return Causes.deepest(failure);
        }
        String signer = CertificateWords.issuer(last);
        if (!sameName.isEmpty()) {
            return "it comes from another " + signer + " than the one in the file";
        }
        return (chain.size() == 1 && CertificateWords.isSelfSigned(last) ? "it is its own CA, " : "it comes from ")
                + signer
                + (held.isEmpty()
                        ? ""
                        : ", but the file holds "
                                + held.stream().map(CertificateWords::subject).collect(Collectors.joining(" and ")));
    }

    private static boolean signed(X509Certificate ca, X509Certificate certificate) {
        try {
            certificate.verify(ca.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private MqttProblem name(Throwable failure) {
        List<String> hosts = hosts();
        return new MqttProblem(
                "certificate-name",
                "the broker's certificate is not for \"" + settings.broker().host() + "\""
                        + (hosts.isEmpty() ? ": " + Causes.deepest(failure) : ", but for " + String.join(", ", hosts)),
                "issue one that names it (" + makeCerts() + "), or set MQTT_TLS_VERIFY_HOSTNAME=false",
                failure);
    }

    private List<String> hosts() {
        return chain.isEmpty() ? List.of() : CertificateWords.hosts(chain.get(0));
    }

    /** The command that issues a certificate for this host and for those that the present one is for. */
    public String makeCerts() {
        return Stream.concat(Stream.of(new BrokerName(settings.broker().host()).inCertificates()), hosts().stream())
                .distinct()
                .collect(Collectors.joining(" ", "certs/make-certs.sh ", ""));
    }
}
