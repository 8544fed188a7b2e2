package io.deviceingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deviceingest.mqtt.connect.MqttProblem;
import io.deviceingest.mqtt.connect.MqttTls;
import io.deviceingest.mqtt.connect.PresentedChain;
import io.deviceingest.mqtt.connect.SampleSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is known of the session after an attempt to connect that came to nothing. */
class AttemptTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            less is granted than was asked for, in a new session  | 20080000051100000001 | false | true
            less is granted than was asked for, in the same one   | 20080100051100000001 | true  | true
            the connection ends before the CONNACK                | ''                   |       | true
            the broker refuses it                                 | 2003008700           |       | false
            """)
    void isWhatTheBrokerSaidBeforeItWasGivenUp(String what, String answer, Boolean sessionPresent, boolean served)
            throws Exception {
        try (ServerSocket broker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> answer(broker, HexFormat.of().parseHex(answer)), "broker");
            answering.start();
            MqttLink link = attempt(broker.getLocalPort());
            answering.join();

            assertThat(link.sessionPresent()).isEqualTo(sessionPresent);
            assertThat(link.mayHaveServed()).isEqualTo(served);
        }
    }

    @ParameterizedTest
    @CsvSource({"127.0.0.1", "nobody.invalid"})
    void whoeverDoesNotGetThereHasServedNothing(String host) throws Exception {
        int port;
        try (ServerSocket nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = nobody.getLocalPort();
        }
        MqttLink link = attempt(host, port);

        assertThat(link.sessionPresent()).isNull();
        assertThat(link.mayHaveServed()).isFalse();
    }

    private static MqttLink attempt(int port) throws Exception {
        return attempt("127.0.0.1", port);
    }

    private static MqttLink attempt(String host, int port) throws Exception {
        var settings = SampleSettings.plainAt(host, port);
        MqttLink link = new MqttLink(settings, new MqttTls(settings, new PresentedChain()), (from, topic, m) -> true);
        assertThatThrownBy(link::connect).isInstanceOf(MqttProblem.class);
        link.close();
        return link;
    }

    private static void answer(ServerSocket broker, byte[] connack) {
        try (Socket client = broker.accept()) {
            client.getInputStream().read(new byte[1_000]);
            client.getOutputStream().write(connack);
            client.getOutputStream().flush();
            if (connack.length > 0) {
                client.getInputStream().read(new byte[1_000]);
            }
        } catch (IOException e) {
            // The client went away first.
        }
    }
}
