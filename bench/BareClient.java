import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

/** Empties a filled session with the bare Paho client, which acknowledges at once and does nothing else. */
public class BareClient {

    private static final long PATIENCE_MINUTES = 10;

    /** Arguments: the broker's address, the client id of the session, how many messages wait there. */
    public static void main(String[] args) throws Exception {
        int messages = Integer.parseInt(args[2]);
        MqttAsyncClient client = new MqttAsyncClient(args[0], args[1], new MemoryPersistence());
        client.setManualAcks(true);
        Counter counter = new Counter(client, messages);
        client.setCallback(counter);

        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setSocketFactory(SSLSocketFactory.getDefault());
        options.setCleanStart(false);
        options.setSessionExpiryInterval(86_400L);
        options.setReceiveMaximum(2000);
        IMqttToken connected = client.connect(options);
        connected.waitForCompletion(TimeUnit.SECONDS.toMillis(30));
        if (!connected.getSessionPresent()) {
            System.err.println("the broker does not know the session of " + args[1]);
            System.exit(1);
        }
        if (!counter.done.await(PATIENCE_MINUTES, TimeUnit.MINUTES) || counter.received < messages) {
            System.err.println("received " + counter.received + " of " + messages + " messages");
            System.exit(1);
        }
        System.out.println(counter.messagesPerSecond());
        client.disconnect().waitForCompletion(TimeUnit.SECONDS.toMillis(30));
        client.close();
    }

    /** Acknowledges and counts, and takes the time of the last two thirds. */
    private static class Counter implements MqttCallback {

        private final CountDownLatch done = new CountDownLatch(1);
        private final MqttAsyncClient client;
        private final int messages;
        private volatile int received;
        private long begin;
        private long end;

        Counter(MqttAsyncClient client, int messages) {
            this.client = client;
            this.messages = messages;
        }

        @Override
        @SuppressWarnings("NonAtomicOperationOnVolatileField") // only Paho's callback thread writes
        public void messageArrived(String topic, MqttMessage message) throws MqttException {
            client.messageArrivedComplete(message.getId(), message.getQos());
            received++;
            if (received == messages / 3) {
                begin = System.nanoTime();
            } else if (received == messages) {
                end = System.nanoTime();
                done.countDown();
            }
        }

        long messagesPerSecond() {
            return Math.round((messages - messages / 3) / ((end - begin) / 1e9));
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            System.err.println("the connection was lost: " + response);
            done.countDown();
        }

        @Override
        public void mqttErrorOccurred(MqttException exception) {
            System.err.println("the client reports: " + exception);
        }

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean reconnect, String serverUri) {}

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {}
    }
}
