package io.deviceingest.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.deviceingest.settings.MqttSettings;
import java.io.InputStream;
import java.io.OutputStream;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.Test;

/** A client that says it is connected, but whose reading thread has ended, is deaf: the link says so and ends. */
class DeadReaderTest {

    @Test
    void aLinkWithoutAReadingThreadDoesNotStand() throws Exception {
        PatientNetworkModule network = new PatientNetworkModule(new FailingNetwork(), 1_000, 15);
        MqttSettings settings = SampleSettings.plainAt("127.0.0.1", 1);
        MqttLink link = new MqttLink(
                settings,
                new MqttTls(settings, new PresentedChain()),
                (from, topic, message) -> {},
                clientOver(network));
        assertThatThrownBy(link::connect).isInstanceOf(MqttProblem.class);
        assertThat(link.stands()).isTrue();

        InputStream in = network.getInputStream();
        Thread reader = new Thread(() -> assertThatThrownBy(in::read).isInstanceOf(IllegalStateException.class));
        reader.start();
        reader.join();

        assertThat(link.stands()).isFalse();
        assertThat(link.awaitReasonOfEnd())
                .hasMessage("the thread that reads what the broker sends has ended, and the connection with it");
    }

    private static MqttAsyncClient clientOver(PatientNetworkModule network) throws MqttException {
        return new MqttAsyncClient("tcp://broker.example", "device-ingest", new MemoryPersistence()) {

            @Override
            public IMqttToken connect(MqttConnectionOptions options) throws MqttException {
                ((BrokerOptions) options).use(network);
                throw new MqttException(0);
            }

            @Override
            public boolean isConnected() {
                return true;
            }
        };
    }

    private static final class FailingNetwork implements NetworkModule {

        @Override
        public void start() {
            // It needs none.
        }

        @Override
        public InputStream getInputStream() {
            return new InputStream() {
                @Override
                public int read() {
                    throw new IllegalStateException("unforeseen");
                }

                @Override
                public int read(byte[] bytes, int offset, int length) {
                    return read();
                }
            };
        }

        @Override
        public OutputStream getOutputStream() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public void stop() {
            // Nothing runs.
        }

        @Override
        public String getServerURI() {
            return "tcp://broker.example";
        }
    }
}
