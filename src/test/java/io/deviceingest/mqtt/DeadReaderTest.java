package io.deviceingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deviceingest.mqtt.connect.BrokerOptions;
import io.deviceingest.mqtt.connect.MqttProblem;
import io.deviceingest.mqtt.connect.MqttSchemes;
import io.deviceingest.mqtt.connect.MqttTls;
import io.deviceingest.mqtt.connect.PatientNetworkModule;
import io.deviceingest.mqtt.connect.PresentedChain;
import io.deviceingest.mqtt.connect.SampleSettings;
import io.deviceingest.settings.MqttSettings;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.Test;

/** A client that says it is connected, but whose reading thread has ended, is deaf: the link says so and ends. */
class DeadReaderTest {

    private static final byte[] PINGRESP = {(byte) 0xD0, 0};

    @Test
    void aLinkWithoutAReadingThreadDoesNotStand() throws Exception {
        try (ServerSocket broker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            MqttSettings settings =
                    SampleSettings.plainAt(broker.getInetAddress().getHostAddress(), broker.getLocalPort());
            AtomicReference<PatientNetworkModule> network = new AtomicReference<>();
            MqttLink link = new MqttLink(
                    settings,
                    new MqttTls(settings, new PresentedChain()),
                    (from, topic, message) -> true,
                    clientThatGives(network),
                    null);
            assertThatThrownBy(link::connect).isInstanceOf(MqttProblem.class);
            network.get().start();
            assertThat(link.stands()).isTrue();

            try (Socket connection = broker.accept()) {
                connection.getOutputStream().write(PINGRESP);
                InputStream in = network.get().getInputStream();
                Thread reader = new Thread(() -> assertThatCode(in::read).doesNotThrowAnyException());
                reader.start();
                reader.join();
            }

            assertThat(link.stands()).isFalse();
            assertThat(link.awaitReasonOfEnd())
                    .hasMessage("the thread that reads what the broker sends has ended, and the connection with it");
            network.get().stop();
        }
    }

    /** Hands on what it is to connect with, and goes no further. */
    private static MqttAsyncClient clientThatGives(AtomicReference<PatientNetworkModule> network) throws MqttException {
        return new MqttAsyncClient(MqttSchemes.BROKER, "device-ingest", new MemoryPersistence()) {

            @Override
            public IMqttToken connect(MqttConnectionOptions options) throws MqttException {
                network.set(((BrokerOptions) options).network());
                throw new MqttException(0);
            }

            @Override
            public boolean isConnected() {
                return true;
            }
        };
    }
}
