package io.deviceingest.mqtt.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Why a connection did not come about, in words, and what to try: for what a test cannot ask of a real broker too. */
class ConnectProblemsTest {

    static Stream<Arguments> failures() {
        return Stream.of(
                arguments(true, new UnknownHostException("broker.example"), "cannot be resolved", "MQTT_BROKER_HOST"),
                arguments(true, new ConnectException("Connection refused"), "nothing listens at", "MQTT_BROKER_PORT"),
                arguments(true, new NoRouteToHostException(), "there is no route to broker.example", "network"),
                arguments(true, new SocketException("Network is unreachable"), "there is no route to", "network"),
                arguments(
                        true, new ConnectException("Connection timed out"), "does not answer within 10 s", "firewalls"),
                arguments(true, new SocketTimeoutException(), "does not answer within 10 s", "firewalls"),
                arguments(false, new EOFException(), "closed the connection without a word", "MQTT_TLS=on"),
                arguments(false, new SocketException("Connection reset"), "without a word", "MQTT_TLS=on"),
                arguments(true, new SocketException("Connection reset"), "without a word", "MQTT_TLS=off"),
                arguments(true, endOfHandshake(), "closed the connection without a word", "MQTT_TLS=off"),
                arguments(
                        true,
                        new SSLException("Unsupported or unrecognized SSL message"),
                        "does not speak TLS",
                        "MQTT_TLS=off"),
                arguments(
                        true,
                        new SSLException("Received fatal alert: certificate_required"),
                        "asks for a client certificate, and none is set",
                        "MQTT_CERT_FILE"),
                arguments(
                        true,
                        new SSLException("Received fatal alert: unknown_ca"),
                        "asks for a client certificate, and none is set",
                        "MQTT_CERT_FILE"),
                arguments(true, new SSLException("any other"), "the TLS handshake failed: any other", "both sides"));
    }

    @ParameterizedTest(name = "TLS {0}, {1}")
    @MethodSource("failures")
    void whatTheNetworkAnsweredIsExplained(boolean tls, Exception answer, String sentence, String remedy) {
        MqttProblem problem = new ConnectProblems(SampleSettings.withTls(tls)).explain(new MqttException(answer));

        assertThat(problem).hasMessageContaining(sentence);
        assertThat(problem.remedy()).contains(remedy);
    }

    @Test
    void aPortThatSaysNothingIsOneThatMayOrMayNotWantTls() {
        MqttException silence = new MqttException(MqttClientException.REASON_CODE_CLIENT_TIMEOUT);

        assertThat(new ConnectProblems(SampleSettings.withTls(true))
                        .explain(silence)
                        .remedy())
                .contains("MQTT_TLS=off");
        assertThat(new ConnectProblems(SampleSettings.withTls(false))
                        .explain(silence)
                        .remedy())
                .contains("MQTT_TLS=on");
    }

    @Test
    void theAddressOfTheSampleIsCalledThat() {
        MqttProblem problem =
                new ConnectProblems(SampleSettings.plainAt("10.42.0.1", 1883)).explain(new ConnectException());

        assertThat(problem.remedy()).contains("10.42.0.1 is the sample's");
    }

    @Test
    void aReasonCodeThatMqttDoesNotNameIsShownAsItIs() {
        MqttProblem problem = new ConnectProblems(SampleSettings.withTls(true)).explain(new MqttException(0xF0));

        assertThat(problem).hasMessage("the broker refuses the connection: a reason that MQTT 5 does not name (0xf0)");
    }

    private static Exception endOfHandshake() {
        Exception handshake = new SSLHandshakeException("Remote host terminated the handshake");
        handshake.initCause(new EOFException("SSL peer shut down incorrectly"));
        return handshake;
    }
}
