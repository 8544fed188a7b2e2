import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;

/** Publishes sensor messages of one device at a fixed rate and takes the time until each one's row is visible. */
public class Latency {

    private static final String DEVICE = "bench-latency";
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final int perSecond;
    private final int uncounted;
    private final long firstSecond;
    private final long[] publishedAt;
    private final long[] visibleAt;

    private Latency(int perSecond, int seconds, int warmUpSeconds) {
        this.perSecond = perSecond;
        this.uncounted = perSecond * warmUpSeconds;
        int messages = uncounted + perSecond * seconds;
        // The device's time is the sequence number: one second per message, the last one now.
        this.firstSecond = System.currentTimeMillis() / 1000 - messages;
        this.publishedAt = new long[messages];
        this.visibleAt = new long[messages];
    }

    /** Arguments: the broker's address, the database's, messages per second, seconds, seconds before that. */
    public static void main(String[] args) throws Exception {
        Latency latency = new Latency(Integer.parseInt(args[2]), Integer.parseInt(args[3]), Integer.parseInt(args[4]));
        MqttAsyncClient client = new MqttAsyncClient(args[0], "bench-latency", new MemoryPersistence());
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setSocketFactory(SSLSocketFactory.getDefault());
        client.connect(options).waitForCompletion(TimeUnit.SECONDS.toMillis(30));
        try (Connection connection = DriverManager.getConnection(args[1])) {
            Thread publisher = new Thread(() -> latency.publish(client), "publisher");
            publisher.start();
            latency.watch(connection);
            publisher.join();
        }
        client.disconnect().waitForCompletion(TimeUnit.SECONDS.toMillis(30));
        client.close();
        latency.report();
    }

    private void publish(MqttAsyncClient client) {
        long begin = System.nanoTime();
        for (int i = 0; i < publishedAt.length; i++) {
            long due = begin + i * TimeUnit.SECONDS.toNanos(1) / perSecond;
            for (long rest = due - System.nanoTime(); rest > 0; rest = due - System.nanoTime()) {
                LockSupport.parkNanos(rest);
            }
            String payload = "{\"device_id\":\"" + DEVICE + "\",\"timestamp\":" + (firstSecond + i)
                    + ",\"temperature\":25.5,\"humidity\":60.0,\"voltage\":3.3,\"battery\":85.0"
                    + ",\"status\":{\"wifi\":\"connected\",\"mqtt\":\"connected\",\"uptime\":" + i + "}}";
            publishedAt[i] = System.nanoTime();
            try {
                client.publish("devices/" + DEVICE + "/sensor", payload.getBytes(StandardCharsets.UTF_8), 1, false);
            } catch (MqttException e) {
                System.err.println("message " + i + " could not be published: " + e);
                System.exit(1);
            }
        }
    }

    /** Rows become visible in the order of publishing, so the newest one stands for all before it. */
    private void watch(Connection connection) throws SQLException {
        int seen = 0;
        long lastChange = System.nanoTime();
        try (PreparedStatement newest = connection.prepareStatement(
                "SELECT extract(epoch FROM max(ts))::bigint FROM reading WHERE device_id = ? AND ts >"
                        + " to_timestamp(?)")) {
            while (seen < visibleAt.length) {
                LockSupport.parkNanos(POLL_NANOS);
                newest.setString(1, DEVICE);
                newest.setLong(2, firstSecond + seen - 1);
                long newestSecond;
                try (ResultSet result = newest.executeQuery()) {
                    result.next();
                    newestSecond = result.getLong(1);
                }
                long now = System.nanoTime();
                int visible = newestSecond == 0 ? seen : (int) (newestSecond - firstSecond) + 1;
                if (visible > seen) {
                    Arrays.fill(visibleAt, seen, visible, now);
                    seen = visible;
                    lastChange = now;
                } else if (now - lastChange > PATIENCE_NANOS) {
                    System.err.println("only " + seen + " of " + visibleAt.length + " messages became visible");
                    System.exit(1);
                }
            }
        }
    }

    private void report() {
        long[] nanos = new long[publishedAt.length - uncounted];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = visibleAt[uncounted + i] - publishedAt[uncounted + i];
        }
        Arrays.sort(nanos);
        System.out.printf("messages              %d (%d/s)%n", nanos.length, perSecond);
        System.out.printf("publish to visible    p50 %.1f ms%n", milliseconds(nanos, 0.50));
        System.out.printf("                      p99 %.1f ms%n", milliseconds(nanos, 0.99));
        System.out.printf("                      max %.1f ms%n", milliseconds(nanos, 1));
    }

    private static double milliseconds(long[] sorted, double quantile) {
        return sorted[(int) Math.ceil(quantile * sorted.length) - 1] / 1e6;
    }
}
