import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Executes the statement of the store route on ready-made batches of envelopes, on one connection and nothing else. */
public class BareStatement {

    private static final int BATCH = 1000;

    /** Arguments: the database's JDBC address, the file with the statement, how many messages, of how many devices. */
    public static void main(String[] args) throws Exception {
        String sql = Files.readString(Path.of(args[1]))
                .replace(":?messages", "?")
                .replace(":?messageStarts", "'{}'")
                .replace(":?registration", "'auto'");
        int messages = Integer.parseInt(args[2]);
        int devices = Integer.parseInt(args[3]);
        long firstSecond = System.currentTimeMillis() / 1000 - messages / devices;
        int measured = 0;
        long nanos = 0;
        try (Connection connection = DriverManager.getConnection(args[0]);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int first = 0; first < messages; first += BATCH) {
                int end = Math.min(first + BATCH, messages);
                String batch = batch(first, end, devices, firstSecond);
                long begin = System.nanoTime();
                long stored = store(statement, batch);
                long duration = System.nanoTime() - begin;
                if (stored != end - first) {
                    throw new IllegalStateException("stored " + stored + " of " + (end - first) + " messages");
                }
                if (first >= messages / 3) {
                    measured += end - first;
                    nanos += duration;
                }
            }
        }
        System.out.println(Math.round(measured / (nanos / 1e9)));
    }

    private static long store(PreparedStatement statement, String batch) throws SQLException {
        statement.setString(1, batch);
        try (ResultSet result = statement.executeQuery()) {
            result.next();
            return result.getLong(1);
        }
    }

    private static String batch(int first, int end, int devices, long firstSecond) {
        long now = System.currentTimeMillis() * 1000;
        StringBuilder json = new StringBuilder("[");
        for (int i = first; i < end; i++) {
            json.append(i == first ? "" : ",")
                    .append("{\"device_id\":\"device-%04d\"".formatted(i % devices))
                    .append(",\"kind\":\"sensor\",\"status\":\"online\",\"ts\":")
                    .append(firstSecond + i / devices)
                    .append(",\"received_at\":")
                    .append(now + i - first)
                    .append(",\"retained\":false,\"metrics\":{\"temperature\":")
                    .append(20 + i % 100 / 10.0)
                    .append(",\"humidity\":")
                    .append(40 + i % 300 / 10.0)
                    .append(",\"voltage\":3.3,\"battery\":85.0")
                    .append(",\"wifi_status\":\"connected\",\"mqtt_status\":\"connected\",\"uptime\":")
                    .append(i)
                    .append("}}");
        }
        return json.append("]").toString();
    }
}
