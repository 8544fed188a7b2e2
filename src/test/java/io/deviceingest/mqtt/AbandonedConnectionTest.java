package io.deviceingest.mqtt;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.deviceingest.mqtt.connect.MqttProblem;
import io.deviceingest.mqtt.connect.MqttTls;
import io.deviceingest.mqtt.connect.PresentedChain;
import io.deviceingest.mqtt.connect.SampleSettings;
import io.deviceingest.settings.MqttSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is left of connections that the other side ends at once, as a balancer does whose broker is away. */
class AbandonedConnectionTest {

    private static final int ATTEMPTS = 20;

    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private ServerSocket balancer;

    @BeforeEach
    void startBalancer() throws IOException {
        balancer = new ServerSocket(0, ATTEMPTS, InetAddress.getLoopbackAddress());
        executor.execute(() -> {
            while (!balancer.isClosed()) {
                acceptAndReset();
            }
        });
    }

    @AfterEach
    void stopBalancer() throws IOException {
        balancer.close();
        executor.shutdownNow();
    }

    @Test
    void noThreadIsLeftOfConnectionsThatEndAsSoonAsTheyAreMade() throws Exception {
        MqttSettings settings = SampleSettings.plainAt("127.0.0.1", balancer.getLocalPort());
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            MqttLink link =
                    new MqttLink(settings, new MqttTls(settings, new PresentedChain()), (from, topic, m) -> true);
            assertThatThrownBy(link::connect).isInstanceOf(MqttProblem.class);
            link.close();
        }

        await().atMost(Duration.ofSeconds(10)).until(AbandonedConnectionTest::threadsOfTheClient, left -> left == 0);
    }

    private static long threadsOfTheClient() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("MQTT "))
                .count();
    }

    private void acceptAndReset() {
        try (Socket client = balancer.accept()) {
            client.setSoLinger(true, 0);
        } catch (IOException e) {
            // The test is over.
        }
    }
}
