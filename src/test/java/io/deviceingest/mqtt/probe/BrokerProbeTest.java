package io.deviceingest.mqtt.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.deviceingest.mqtt.connect.MqttProblem;
import io.deviceingest.mqtt.connect.SampleSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the probe makes of answers that no broker of the tests gives: they are made by hand, byte by byte. */
class BrokerProbeTest {

    private static final Duration LIMIT = Duration.ofSeconds(3);

    static Stream<Arguments> answers() {
        return Stream.of(
                arguments("an MQTT 3.1.1 broker", hex("20020001"), "speaks MQTT 3.1.1, but no MQTT 5", "enable MQTT 5"),
                arguments(
                        "an SSH server",
                        "SSH-2.0-OpenSSH_9.2\r\n".getBytes(StandardCharsets.US_ASCII),
                        "is no MQTT broker: it says \"SSH-2.0-OpenSSH_9.2\"",
                        "MQTT_BROKER_PORT"),
                arguments("an alert of TLS", hex("15030300020246"), "speaks TLS, but MQTT_TLS is off", "MQTT_TLS=on"),
                arguments("the end", new byte[0], "closes the connection without a word", "log of the broker"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void whoeverAnswersOtherwiseThanABrokerIsNamed(String who, byte[] answer, String sentence, String remedy)
            throws Exception {
        try (AnsweringServer server = new AnsweringServer(answer)) {
            BrokerProbe probe = new BrokerProbe(SampleSettings.plainAt("127.0.0.1", server.port()), LIMIT);

            MqttProblem problem = catchThrowableOfType(MqttProblem.class, probe::greet);

            assertThat(problem).hasMessageContaining(sentence);
            assertThat(problem.remedy()).contains(remedy);
        }
    }

    @Test
    void aRefusalOfTheClientIdMayBeOneOfTheProbesOwn() throws Exception {
        try (AnsweringServer server = new AnsweringServer(hex("2003008500"))) {
            BrokerProbe probe = new BrokerProbe(SampleSettings.plainAt("127.0.0.1", server.port()), LIMIT);

            MqttProblem problem = catchThrowableOfType(MqttProblem.class, probe::connect);

            assertThat(problem)
                    .hasMessageContaining("client identifier not valid (0x85), when it is \"" + probe.clientId() + "\"")
                    .hasMessageContaining("whether \"device-ingest\" is accepted cannot be tried");
        }
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    /** Sends the same bytes to everybody who says something, and ends the connection. */
    private static final class AnsweringServer implements AutoCloseable {

        private final ServerSocket listening = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        private final byte[] answer;
        private final Thread thread = new Thread(this::answer, "answering-server");

        AnsweringServer(byte[] answer) throws IOException {
            this.answer = answer;
            thread.start();
        }

        int port() {
            return listening.getLocalPort();
        }

        private void answer() {
            while (!listening.isClosed()) {
                try (Socket socket = listening.accept()) {
                    socket.getInputStream().read(new byte[1_000]);
                    socket.getOutputStream().write(answer);
                } catch (IOException e) {
                    // The client went away first, or the test is over.
                }
            }
        }

        @Override
        public void close() throws IOException, InterruptedException {
            listening.close();
            thread.join();
        }
    }
}
