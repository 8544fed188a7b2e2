package io.deviceingest.mqtt.connect;

import io.deviceingest.mqtt.packet.BrokenPacketException;
import io.deviceingest.problem.Causes;
import io.deviceingest.problem.Durations;
import io.deviceingest.settings.BrokerDefaults;
import io.deviceingest.settings.MqttSettings;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.common.MqttException;

/** Explains why a connection did not come about, from what the network, TLS or the broker answered. */
public final class ConnectProblems {

    /** A server's alerts about the certificate that it asked the client for (RFC 8446, 6.2). */
    private static final Pattern CLIENT_CERTIFICATE_ALERT =
            Pattern.compile("alert: (certificate_required|bad_certificate|certificate_unknown|certificate_expired"
                    + "|certificate_revoked|unsupported_certificate|unknown_ca)");

    private final MqttSettings settings;
    private final List<X509Certificate> presented;
    private final Duration limit;

    /**
     * @param presented the certificates that the broker has presented; empty where none are known
     * @param limit how long an answer was waited for
     */
    public ConnectProblems(MqttSettings settings, List<X509Certificate> presented, Duration limit) {
        this.settings = settings;
        this.presented = presented;
        this.limit = limit;
    }

    public ConnectProblems(MqttSettings settings) {
        this(settings, List.of(), Duration.ofMillis(MqttTimeouts.ANSWER_MILLIS));
    }

    public MqttProblem explain(Exception failure) {
        if (failure instanceof MqttException mqtt && ReasonCodes.isRefusal(mqtt.getReasonCode())) {
            int code = mqtt.getReasonCode();
            return problem(
                    ReasonCodes.key(code),
                    "the broker refuses the connection: " + ReasonCodes.words(code),
                    ReasonCodes.remedy(code),
                    failure);
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BrokenPacketException broken) {
                return new MqttProblem(broken.problem(), cause);
            }
            MqttProblem problem = ofNetwork(cause);
            if (problem != null) {
                return problem;
            }
        }
        if (failure instanceof MqttException mqtt
                && mqtt.getReasonCode() == MqttClientException.REASON_CODE_CLIENT_TIMEOUT) {
            return problem(
                    "no-connack",
                    "the connection stands, but no CONNACK came within " + Durations.seconds(limit),
                    "check that an MQTT 5 broker listens there, and whether the port wants TLS (MQTT_TLS="
                            + (settings.tls().enabled() ? "off if not)" : "on)"),
                    failure);
        }
        return problem(
                "other", "connecting failed: " + Causes.deepest(failure), "look into the log of the broker", failure);
    }

    private MqttProblem ofNetwork(Throwable cause) {
        if (cause instanceof UnknownHostException) {
            return problem(
                    "unknown-host",
                    "the name \"" + settings.broker().host() + "\" cannot be resolved",
                    "check MQTT_BROKER_HOST, and the DNS of this machine",
                    cause);
        }
        if (cause instanceof NoRouteToHostException
                || cause instanceof SocketException
                        && String.valueOf(cause.getMessage()).contains("unreachable")) {
            return problem(
                    "no-route",
                    "there is no route to " + settings.broker().host(),
                    "check the network; " + checkAddress(),
                    cause);
        }
        if (cause instanceof SocketTimeoutException
                || cause instanceof ConnectException
                        && String.valueOf(cause.getMessage()).contains("timed out")) {
            return problem(
                    "timeout",
                    settings.broker().address() + " does not answer within " + Durations.seconds(limit),
                    checkAddress() + ", and firewalls between here and there",
                    cause);
        }
        if (cause instanceof ConnectException) {
            return problem(
                    "refused",
                    "nothing listens at " + settings.broker().address(),
                    checkAddress() + ", and that the broker runs",
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
                settings.tls().enabled()
                        ? "if the port speaks MQTT without TLS, set MQTT_TLS=off; if the broker asks for a client"
                                + " certificate, set MQTT_CERT_FILE; the command doctor finds out which it is"
                        : "if the port wants TLS, set MQTT_TLS=on; the command doctor finds out whether it does",
                cause);
    }

    private MqttProblem ofTls(Throwable failure) {
        return new CertificateProblems(settings, presented).explain(failure).orElseGet(() -> ofHandshake(failure));
    }

    private MqttProblem ofHandshake(Throwable failure) {
        String text = Causes.deepest(failure);
        if (text.contains("Unsupported or unrecognized SSL message")) {
            return problem(
                    "no-tls",
                    settings.broker().address() + " does not speak TLS",
                    "set MQTT_TLS=off, or MQTT_BROKER_PORT to the TLS port (usually 8883)",
                    failure);
        }
        if (CLIENT_CERTIFICATE_ALERT.matcher(text).find()) {
            return problem(
                    "client-certificate",
                    settings.tls().certFile() == null
                            ? "the broker asks for a client certificate, and none is set"
                            : "the broker refuses the client certificate "
                                    + settings.tls().certFile() + ": " + text,
                    "set MQTT_CERT_FILE and MQTT_KEY_FILE to a certificate that the broker's CA signed",
                    failure);
        }
        if (Causes.rootOf(failure) instanceof EOFException || Causes.rootOf(failure) instanceof SocketException) {
            return closed(failure);
        }
        return problem("tls", "the TLS handshake failed: " + text, "compare the TLS settings of both sides", failure);
    }

    private String checkAddress() {
        return "check MQTT_BROKER_HOST"
                + (settings.broker().host().equals(BrokerDefaults.SAMPLE_HOST)
                        ? " (" + BrokerDefaults.SAMPLE_HOST + " is the sample's)"
                        : "")
                + " and MQTT_BROKER_PORT";
    }

    private static MqttProblem problem(String key, String sentence, String remedy, Throwable cause) {
        return new MqttProblem(key, sentence, remedy, cause);
    }
}
