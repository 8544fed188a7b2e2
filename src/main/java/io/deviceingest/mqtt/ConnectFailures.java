package io.deviceingest.mqtt;

import io.deviceingest.settings.MqttSettings;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import javax.net.ssl.SSLException;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.common.MqttException;

/** Says in words why a connection did not come about, from what the network, TLS or the broker answered. */
final class ConnectFailures {

    private final MqttSettings settings;

    ConnectFailures(MqttSettings settings) {
        this.settings = settings;
    }

    MqttProblem of(Exception failure) {
        if (failure instanceof MqttException mqtt && ReasonCodes.isRefusal(mqtt.getReasonCode())) {
            int code = mqtt.getReasonCode();
            return problem(
                    ReasonCodes.key(code),
                    "the broker refuses the connection: " + ReasonCodes.words(code),
                    ReasonCodes.remedy(code),
                    failure);
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            MqttProblem problem = ofNetwork(cause);
            if (problem != null) {
                return problem;
            }
        }
        if (failure instanceof MqttException mqtt
                && mqtt.getReasonCode() == MqttClientException.REASON_CODE_CLIENT_TIMEOUT) {
            return problem(
                    "no-connack",
                    "the connection stands, but no CONNACK came within 10 s",
                    "check that an MQTT 5 broker listens there, and whether the port wants TLS (MQTT_TLS="
                            + (settings.tls() ? "off if not)" : "on)"),
                    failure);
        }
        return problem("other", "connecting failed: " + deepest(failure), "look into the log of the broker", failure);
    }

    private MqttProblem ofNetwork(Throwable cause) {
        if (cause instanceof UnknownHostException) {
            return problem(
                    "unknown-host",
                    "the name \"" + settings.host() + "\" cannot be resolved",
                    "check MQTT_BROKER_HOST, and the DNS of this machine",
                    cause);
        }
        if (cause instanceof NoRouteToHostException) {
            return problem("no-route", "there is no route to " + settings.host(), "check the network", cause);
        }
        if (cause instanceof SocketTimeoutException) {
            return problem(
                    "timeout",
                    settings.address() + " does not answer within 10 s",
                    "check MQTT_BROKER_HOST and MQTT_BROKER_PORT, and firewalls between here and there",
                    cause);
        }
        if (cause instanceof ConnectException) {
            return problem(
                    "refused",
                    "nothing listens at " + settings.address(),
                    "check MQTT_BROKER_HOST and MQTT_BROKER_PORT, and that the broker runs",
                    cause);
        }
        if (cause instanceof EOFException || cause instanceof SocketException) {
            return closed(cause);
        }
        return cause instanceof SSLException || cause instanceof CertificateException ? ofTls(cause) : null;
    }

    /** Many a server answers in this way to a client that speaks TLS where it does not, or does not where it does. */
    private MqttProblem closed(Throwable cause) {
        return problem(
                "closed",
                "the broker closed the connection without a word",
                settings.tls()
                        ? "if the port speaks MQTT without TLS, set MQTT_TLS=off; if the broker asks for a client"
                                + " certificate, set MQTT_CERT_FILE; else look into its log"
                        : "if the port wants TLS, set MQTT_TLS=on; else look into the log of the broker",
                cause);
    }

    private MqttProblem ofTls(Throwable failure) {
        MqttProblem problem = ofCertificate(failure);
        return problem != null ? problem : ofHandshake(failure);
    }

    private MqttProblem ofCertificate(Throwable failure) {
        String text = deepest(failure);
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateExpiredException || cause instanceof CertificateNotYetValidException) {
                return problem(
                        "certificate-validity",
                        "the broker's certificate is not valid at this time: " + text,
                        "renew it (certs/make-certs.sh " + settings.host() + "), or set the clock of this machine",
                        failure);
            }
            if (cause instanceof CertPathBuilderException) {
                return problem(
                        "certificate-authority",
                        "the broker's certificate does not come from the CA in "
                                + (settings.caFile() == null ? "Java's trust store" : settings.caFile()),
                        "set MQTT_CA_FILE to the certificate of the CA that signed the broker's",
                        failure);
            }
        }
        if (text.contains("subject alternative") || text.contains("No name matching")) {
            return problem(
                    "certificate-name",
                    "the broker's certificate is not for \"" + settings.host() + "\": " + text,
                    "issue one that names it (certs/make-certs.sh " + settings.host()
                            + "), or set MQTT_TLS_VERIFY_HOSTNAME=false",
                    failure);
        }
        return null;
    }

    private MqttProblem ofHandshake(Throwable failure) {
        String text = deepest(failure);
        if (text.contains("Unsupported or unrecognized SSL message")) {
            return problem(
                    "no-tls",
                    settings.address() + " does not speak TLS",
                    "set MQTT_TLS=off, or MQTT_BROKER_PORT to the TLS port (usually 8883)",
                    failure);
        }
        if (text.contains("certificate_required") || text.contains("bad_certificate")) {
            return problem(
                    "client-certificate",
                    "the broker asks for a client certificate, and "
                            + (settings.certFile() == null ? "none is set" : "refuses " + settings.certFile()),
                    "set MQTT_CERT_FILE and MQTT_KEY_FILE to a certificate that the broker's CA signed",
                    failure);
        }
        if (rootOf(failure) instanceof EOFException || rootOf(failure) instanceof SocketException) {
            return closed(failure);
        }
        return problem("tls", "the TLS handshake failed: " + text, "compare the TLS settings of both sides", failure);
    }

    private static MqttProblem problem(String key, String sentence, String remedy, Throwable cause) {
        return new MqttProblem(key, sentence, remedy, cause);
    }

    private static String deepest(Throwable failure) {
        Throwable root = rootOf(failure);
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
