package io.deviceingest.doctor.flow;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.deviceingest.database.Connections;
import io.deviceingest.settings.DatabaseSettings;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
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

    private static final String HEARD = "SELECT greatest(last_seen, status_at) FROM device WHERE device_id = ?";

    private static final String DEAD_LETTERS = """
        SELECT id, reason, error
        FROM dead_letter
        WHERE id > ? AND topic = ? AND payload = ?
        ORDER BY id\
        """;

    /** A row of {@code dead_letter}. */
    public record DeadLetter(long id, String reason, String error) {}

    private final JdbcTemplate database;
    private final String device;
    private final ReadingTraces readings;
    private final long lastDeadLetter;
    private final Set<Long> toldDeadLetters = new HashSet<>();
    private Timestamp lastHeard;

    private MessageTraces(JdbcTemplate database, String device) {
        this.database = database;
        this.device = device;
        this.readings = new ReadingTraces(database, device);
        this.lastHeard = heard(device);
        this.lastDeadLetter = database.queryForObject("SELECT coalesce(max(id), 0) FROM dead_letter", Long.class);
    }

    /** Begins to look, for the messages of one device. */
    public static MessageTraces open(DatabaseSettings settings, String device) {
        return open(Connections.of(settings), device);
    }

    static MessageTraces open(DataSource database, String device) {
        return new MessageTraces(new JdbcTemplate(database), device);
    }

    private Timestamp heard(String of) {
        return database.queryForList(HEARD, Timestamp.class, of).stream()
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
     * What is there of what the store statement makes of a message; empty for nothing yet. One envelope is looked for: the
     * device's first, or else the first. It is there with its reading, or the state of its device.
     *
     * @param receivedAt when the message arrived, in microseconds since 1970, as its mapping was told
     */
    Optional<Trace> stored(List<String> envelopes, long receivedAt) throws JsonProcessingException {
        List<Said> message = new ArrayList<>();
        for (String envelope : envelopes) {
            message.add(Said.of(envelope));
        }
        Said one = message.stream()
                .filter(said -> said.device().equals(device))
                .findFirst()
                .orElse(message.get(0));
        if (one.isReading()) {
            return readings.find(one, message, receivedAt);
        }
        return storedState(one.device(), receivedAt) ? Optional.of(Trace.NEW) : Optional.empty();
    }

    /** A state is overwritten by the next one: what is asked is whether the device was heard since. */
    private boolean storedState(String of, long receivedAt) {
        Timestamp heard = heard(of);
        Timestamp earliest =
                Timestamp.from(Instant.ofEpochSecond(0, receivedAt * 1_000).minus(ReadingTraces.CLOCKS));
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
