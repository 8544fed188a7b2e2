package io.deviceingest.doctor.flow;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What the running program leaves of readings in the database, and which of them were there before: the statement that
 * stores them says only how many they were. Reads only. Not thread-safe.
 */
final class ReadingTraces {

    /** The clocks of this machine and of the program's, where they are two, may differ by so much. */
    static final Duration CLOCKS = Duration.ofSeconds(2);

    /** For so long the newest reading of the device is looked for. */
    private static final Duration LOOKED_AT = Duration.ofDays(1);

    /** OFFSET keeps this a look into the index for each, whatever the statistics say. */
    private static final String EQUAL_READINGS = """
        SELECT DISTINCT equal.*
        FROM jsonb_to_recordset(CAST(? AS jsonb)) AS said (device_id text, ts double precision, metrics jsonb)
        CROSS JOIN LATERAL (
            SELECT device_id, ts, digest, received_at
            FROM reading
            WHERE reading.device_id = said.device_id
              AND digest = hashtextextended(CAST(coalesce(said.metrics, '{}') AS text), 0)
              AND %s
            OFFSET 0
        ) AS equal
        ORDER BY received_at\
        """;

    private static final String OF_THEIR_TIME = EQUAL_READINGS.formatted("reading.ts = to_timestamp(said.ts)");

    /** Of one without a time of its own, which has that of its arrival: the index ends at those that are older. */
    private static final String OF_THEIR_ARRIVAL =
            EQUAL_READINGS.formatted("reading.ts > CAST(? AS timestamptz) - interval '1 second' AND received_at > ?");

    /** A device may have sent for years: looked at is a day, and what is older than that is older than anything new. */
    private static final String LAST_READING = """
        SELECT coalesce(max(received_at), now() - interval '1 day')
        FROM reading
        WHERE device_id = ?
          AND ts > now() - interval '1 day'\
        """;

    private final JdbcTemplate database;
    private final String device;
    private final Instant opened;
    private final Instant lastReading;
    private final Set<Key> told = new HashSet<>();

    private record Key(String device, Instant ts, long digest) {}

    private record Row(Key key, Instant receivedAt) {}

    /** Begins to look, for the messages of one device. */
    ReadingTraces(JdbcTemplate database, String device) {
        this.database = database;
        this.device = device;
        this.opened = database.queryForObject("SELECT now()", Timestamp.class).toInstant();
        this.lastReading =
                database.queryForObject(LAST_READING, Timestamp.class, device).toInstant();
    }

    /**
     * What is there of a message. All of its envelopes are stored in one commit, so one is looked for.
     *
     * @param one of its readings
     * @param receivedAt when it arrived, in microseconds since 1970, as its mapping was told
     */
    Optional<Trace> find(Said one, List<Said> message, long receivedAt) {
        if (!one.isOfItsOwnTime(receivedAt)) {
            Timestamp since = Timestamp.from(one.device().equals(device) ? lastReading : opened.minus(CLOCKS));
            return rows(OF_THEIR_ARRIVAL, List.of(one), since, since).stream().anyMatch(row -> told.add(row.key()))
                    ? Optional.of(Trace.NEW)
                    : Optional.empty();
        }
        return rows(OF_THEIR_TIME, List.of(one)).isEmpty() ? Optional.empty() : Optional.of(judge(message, receivedAt));
    }

    /** A message is a duplicate where all that it says are readings, and these were there before. */
    private Trace judge(List<Said> message, long receivedAt) {
        List<Said> ofTheirTime =
                message.stream().filter(each -> each.isOfItsOwnTime(receivedAt)).toList();
        List<Row> rows = rows(OF_THEIR_TIME, ofTheirTime);
        boolean isNew = ofTheirTime.size() < message.size() || !rows.stream().allMatch(this::wasThere);
        rows.forEach(row -> told.add(row.key()));
        return isNew
                ? Trace.NEW
                : new Trace(rows.stream()
                        .map(Row::receivedAt)
                        .max(Comparator.naturalOrder())
                        .orElseThrow());
    }

    /** Of the device itself it is known what it had sent; of others, and of older times, when this began. */
    private boolean wasThere(Row row) {
        boolean isKnown = row.key().device().equals(device) && row.key().ts().isAfter(opened.minus(LOOKED_AT));
        return told.contains(row.key()) || !row.receivedAt().isAfter(isKnown ? lastReading : opened.minus(CLOCKS));
    }

    private List<Row> rows(String query, List<Said> said, Object... parameters) {
        Object[] all = new Object[parameters.length + 1];
        all[0] = said.stream().map(Said::json).collect(Collectors.joining(",", "[", "]"));
        System.arraycopy(parameters, 0, all, 1, parameters.length);
        return database.query(query, ReadingTraces::row, all);
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        return new Row(
                new Key(row.getString("device_id"), row.getTimestamp("ts").toInstant(), row.getLong("digest")),
                row.getTimestamp("received_at").toInstant());
    }
}
