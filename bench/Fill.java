import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;

/** Opens a durable session for each client id given, leaves it, and publishes messages that wait in every session. */
public class Fill {

    private static final int UNCONFIRMED = 2000;
    private static final long PATIENCE_MS = 30_000;

    /**
     * Arguments: the broker's address, how many messages, of how many devices, how many readings each message has (1 is an
     * object, more are a list), the client ids of the sessions to open.
     */
    public static void main(String[] args) throws Exception {
        String broker = args[0];
        int messages = Integer.parseInt(args[1]);
        int devices = Integer.parseInt(args[2]);
        int list = Integer.parseInt(args[3]);
        for (int i = 4; i < args.length; i++) {
            openSession(broker, args[i]);
        }

        MqttAsyncClient client = connect(broker, "bench-fill", 0);
        // Each device measures once a second and has just sent its last message: no two readings are the same.
        long firstSecond = System.currentTimeMillis() / 1000 - (long) messages * list / devices;
        Semaphore room = new Semaphore(UNCONFIRMED);
        MqttActionListener confirmed = new MqttActionListener() {
            @Override
            public void onSuccess(IMqttToken token) {
                room.release();
            }

            @Override
            public void onFailure(IMqttToken token, Throwable cause) {
                System.err.println("the broker refused a message: " + cause);
                System.exit(1);
            }
        };
        for (int i = 0; i < messages; i++) {
            room.acquire();
            String device = "device-%04d".formatted(i % devices);
            String payload = list == 1
                    ? reading(device, firstSecond + i / devices, i)
                    : readings(device, firstSecond + (long) (i / devices) * list, i * list, list);
            client.publish(
                    "devices/" + device + "/sensor",
                    payload.getBytes(StandardCharsets.UTF_8),
                    1,
                    false,
                    null,
                    confirmed);
        }
        room.acquire(UNCONFIRMED);
        client.disconnect().waitForCompletion(PATIENCE_MS);
        client.close();
    }

    private static String readings(String device, long firstSecond, int first, int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> reading(device, firstSecond + i, first + i))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String reading(String device, long second, int i) {
        return "{\"device_id\":\"" + device + "\",\"timestamp\":" + second + ",\"temperature\":" + (20 + i % 100 / 10.0)
                + ",\"humidity\":" + (40 + i % 300 / 10.0) + ",\"voltage\":3.3,\"battery\":85.0"
                + ",\"status\":{\"wifi\":\"connected\",\"mqtt\":\"connected\",\"uptime\":" + i + "}}";
    }

    private static void openSession(String broker, String clientId) throws MqttException {
        MqttAsyncClient client = connect(broker, clientId, 86_400);
        client.subscribe("devices/+/#", 1).waitForCompletion(PATIENCE_MS);
        client.disconnect().waitForCompletion(PATIENCE_MS);
        client.close();
    }

    private static MqttAsyncClient connect(String broker, String clientId, long sessionExpiry) throws MqttException {
        MqttAsyncClient client = new MqttAsyncClient(broker, clientId, new MemoryPersistence());
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setSocketFactory(SSLSocketFactory.getDefault());
        options.setCleanStart(true);
        options.setSessionExpiryInterval(sessionExpiry);
        client.connect(options).waitForCompletion(PATIENCE_MS);
        return client;
    }
}
