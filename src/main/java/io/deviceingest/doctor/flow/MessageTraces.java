package io.deviceingest.doctor.flow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deviceingest.database.Connections;
import io.deviceingest.settings.DatabaseSettings;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What the running program leaves of single messages in the database, from the moment on in which this was opened.
 * Reads only. Not thread-safe.
 */
public final class MessageTraces {

    private static final String EQUAL_READINGS = """
        SELECT received_at
        FROM reading
        WHERE device_id = ?
          AND digest = hashtextextended(CAST(coalesce(CAST(? AS jsonb) -> 'metrics', '{}') AS text), 0)
          AND %s
        ORDER BY received_at\
        """;

    private static final String OF_ITS_TIME = EQUAL_READINGS.formatted("ts = to_timestamp(?)");

    /** Of one without a time of its own, which has that of its arrival: the index ends at those that are older. */
    private static final String OF_ITS_ARRIVAL =
            EQUAL_READINGS.formatted("ts > CAST(? AS timestamptz) - interval '1 second' AND received_at > ?");

    /** A device may have sent for years: looked at is a day, and what is older than that is older than anything new. */
    private static final String LAST_READING = """
        SELECT coalesce(max(received_at), now() - interval '1 day')
        FROM reading
        WHERE device_id = ?
          AND ts > now() - interval '1 day'\
        """;

    private static final String HEARD = "SELECT greatest(last_seen, status_at) FROM device WHERE device_id = ?";

    private static final String DEAD_LETTERS = """
        SELECT id, reason, error
        FROM dead_letter
        WHERE id > ? AND topic = ? AND payload = ?
        ORDER BY id\
        """;

    /** The clocks of this machine and of the program's, where they are two, may differ by so much. */
    private static final Duration CLOCKS = Duration.ofSeconds(2);

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A row of {@code dead_letter}. */
    public record DeadLetter(long id, String reason, String error) {}

    private final JdbcTemplate database;
    private final String device;
    private final Timestamp opened;
    private final Timestamp lastReading;
    private final long lastDeadLetter;
    private final Set<Long> toldDeadLetters = new HashSet<>();
    private final Set<Timestamp> toldReadings = new HashSet<>();
    private Timestamp lastHeard;

    private MessageTraces(JdbcTemplate database, String device) {
        this.database = database;
        this.device = device;
        this.opened = database.queryForObject("SELECT now()", Timestamp.class);
        this.lastReading = time(LAST_READING, device);
        this.lastHeard = time(HEARD, device);
        this.lastDeadLetter = database.queryForObject("SELECT coalesce(max(id), 0) FROM dead_letter", Long.class);
    }

    /** Begins to look, for the messages of one device. */
    public static MessageTraces open(DatabaseSettings settings, String device) {
        return open(Connections.of(settings), device);
    }

    static MessageTraces open(DataSource database, String device) {
        return new MessageTraces(new JdbcTemplate(database), device);
    }

    private Timestamp time(String query, String of) {
        return database.queryForList(query, Timestamp.class, of).stream()
                .filter(time -> time != null)
                .findFirst()
                .orElse(new Timestamp(0));
    }

    /** The row of a dead letter with that topic and those bytes; each row is found once. */
    public Optional<DeadLetter> deadLetter(String topic, byte[] payload) {
        Optional<DeadLetter> letter = database
                .query(
                        DEAD_LETTERS,
                        (row, n) -> new DeadLetter(row.getLong("id"), row.getString("reason"), row.getString("error")),
                        lastDeadLetter,
                        topic,
                        payload)
                .stream()
                .filter(row -> !toldDeadLetters.contains(row.id()))
                .findFirst();
        letter.ifPresent(row -> toldDeadLetters.add(row.id()));
        return letter;
    }

    /**
     * Whether what the store statement makes of a message is there. All of its envelopes are stored in one commit, so one
     * is looked for: the device's first, or else the first. It is there with its reading, or the state of its device.
     *
     * @param receivedAt when the message arrived, in microseconds since 1970, as its mapping was told
     */
    public boolean stored(List<String> envelopes, long receivedAt) throws JsonProcessingException {
        String envelope = ofTheDevice(envelopes);
        JsonNode fields = JSON.readTree(envelope);
        String of = deviceOf(envelope);
        return fields.path("kind").asText().equals("sensor")
                ? storedReading(of, envelope, fields.path("ts").asDouble(), receivedAt)
                : storedState(of, receivedAt);
    }

    private String ofTheDevice(List<String> envelopes) throws JsonProcessingException {
        for (String envelope : envelopes) {
            if (deviceOf(envelope).equals(device)) {
                return envelope;
            }
        }
        return envelopes.get(0);
    }

    private static String deviceOf(String envelope) throws JsonProcessingException {
        return JSON.readTree(envelope).path("device_id").asText();
    }

    private boolean storedReading(String of, String envelope, double ts, long receivedAt) {
        // Without a time of its own the reading has the time at which the program got it, which nobody else knows.
        boolean ofDevice = Math.abs(ts * 1e6 - receivedAt) > 1;
        Timestamp since = of.equals(device)
                ? lastReading
                : Timestamp.from(opened.toInstant().minus(CLOCKS));
        List<Timestamp> rows = ofDevice
                ? database.queryForList(OF_ITS_TIME, Timestamp.class, of, envelope, ts)
                : database.queryForList(OF_ITS_ARRIVAL, Timestamp.class, of, envelope, since, since);
        return rows.stream().anyMatch(row -> ofDevice || toldReadings.add(row));
    }

    /** A state is overwritten by the next one: what is asked is whether the device was heard since. */
    private boolean storedState(String of, long receivedAt) {
        Timestamp heard = time(HEARD, of);
        Timestamp earliest =
                Timestamp.from(Instant.ofEpochSecond(0, receivedAt * 1_000).minus(CLOCKS));
        if (!of.equals(device)) {
            return !heard.before(earliest);
        }
        boolean news = heard.after(lastHeard) || !heard.before(earliest);
        if (news) {
            lastHeard = heard;
        }
        return news;
    }
}
