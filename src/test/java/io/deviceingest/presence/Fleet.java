package io.deviceingest.presence;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.presence.Replica.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/**
 * Three devices, two replicas and one real database, in a time that passes when it is told to: the statements are those
 * of the routes, and what they take for the database's clock is this one.
 */
final class Fleet {

    static final Duration SILENCE = Duration.ofSeconds(90);
    static final Duration NEVER = Duration.ofDays(360_000);
    static final List<String> DEVICES = List.of("d0", "d1", "d2");

    /** Found before PostgreSQL's own function, as the path of the session has it. */
    private static final String CLOCK = """
            CREATE SCHEMA IF NOT EXISTS virtual;
            CREATE OR REPLACE FUNCTION virtual.now() RETURNS timestamptz LANGUAGE sql STABLE
                AS $$ SELECT timestamptz 'epoch' + current_setting('virtual.now')::bigint * interval '1 microsecond' $$;
            SET search_path = virtual, pg_catalog, public""";

    final Replica[] replicas = {new Replica("a"), new Replica("b")};
    private final JdbcTemplate sql;
    private final NamedParameterJdbcTemplate statements;
    private final String store = statement("store-messages.sql");
    private final String sweep = statement("mark-silent-devices.sql");
    private final Map<String, TreeSet<Long>> spoke = new HashMap<>();
    private final Map<String, Long> stored = new HashMap<>();
    private final Map<String, String> said = new HashMap<>();
    private long now = Instant.parse("2026-11-29T12:00:00Z").getEpochSecond() * 1_000_000;

    /** @param sql on one connection, which is this fleet's alone */
    Fleet(JdbcTemplate sql) {
        this.sql = sql;
        statements = new NamedParameterJdbcTemplate(sql);
        sql.execute(CLOCK);
        sql.execute("TRUNCATE device, device_event, reading, replica");
        pass(Duration.ZERO);
        for (Replica replica : replicas) {
            start(replica, Duration.ZERO);
        }
    }

    void pass(Duration time) {
        now += time.toNanos() / 1_000;
        sql.queryForObject("SELECT set_config('virtual.now', ?, false)", String.class, String.valueOf(now));
    }

    /** A device says this, and the broker hands it to that replica. */
    void say(String device, String status, Replica to) {
        say(device, status, null, to);
    }

    /** The same, with what its mapping says of its limit; null where it says nothing. */
    void say(String device, String status, Duration limit, Replica to) {
        spoke.computeIfAbsent(device, any -> new TreeSet<>()).add(now);
        said.put(device, status);
        to.deliver(
                device,
                status,
                limit == null ? "null" : limit.equals(NEVER) ? "\"never\"" : String.valueOf(limit.toSeconds()),
                now);
    }

    /** A person sets its limit; null for that of all. */
    void limit(String device, Duration limit) {
        sql.update(
                "UPDATE device SET offline_after = make_interval(secs => ?::double precision) WHERE device_id = ?",
                limit == null ? null : limit.toSeconds(),
                device);
    }

    /** How long it may be silent. */
    Duration limit(String device) {
        return Duration.ofSeconds(sql.queryForObject(
                "SELECT coalesce(extract(epoch FROM (SELECT offline_after FROM device WHERE device_id = ?)), ?)::bigint",
                Long.class,
                device,
                SILENCE.toSeconds()));
    }

    void kill(Replica replica) {
        replica.kill();
    }

    /** It says that it is there before it subscribes. */
    void start(Replica replica, Duration clockAhead) {
        long ahead = clockAhead.toNanos() / 1_000;
        sweep(replica, -(now + ahead));
        replica.start(now, ahead);
    }

    void commit(Replica replica) {
        List<Message> batch = replica.commit(now);
        if (replica.isUp() && !batch.isEmpty()) {
            String messages = batch.stream().map(Fleet::envelope).collect(Collectors.joining(",", "[", "]"));
            batch.forEach(message -> stored.merge(message.device(), message.said(), Math::max));
            statements.queryForMap(store, Map.of("messages", messages, "messageStarts", "{}", "registration", "auto"));
        }
    }

    /** Its sweep; whoever turns offline by it must have said nothing for long enough, to nobody, after what is stored. */
    void sweep(Replica replica) {
        if (!replica.isUp()) {
            return;
        }
        Set<String> before = silent();
        sweep(replica, replica.heardUntil(now));
        Set<String> turned = silent();
        turned.removeAll(before);
        for (String device : turned) {
            Long next = spoke.get(device).higher(stored.get(device));
            assertThat(Duration.ofNanos(((next == null ? now : next) - stored.get(device)) * 1_000))
                    .as("%s was declared silent, and had been for", device)
                    .isGreaterThanOrEqualTo(limit(device));
        }
    }

    private void sweep(Replica replica, long heardUntil) {
        statements.queryForMap(
                sweep,
                Map.of(
                        "replica",
                        replica.clientId,
                        "now",
                        heardUntil,
                        "quiet",
                        replica.quietSeconds(now),
                        "silence",
                        SILENCE.toSeconds()));
    }

    /** What it said last. */
    String said(String device) {
        return said.get(device);
    }

    /** What the database says of a device: its status and why. */
    String status(String device) {
        return sql.queryForObject(
                "SELECT status || ' by ' || status_cause FROM device WHERE device_id = ?", String.class, device);
    }

    private Set<String> silent() {
        return new TreeSet<>(
                sql.queryForList("SELECT device_id FROM device WHERE status_cause = 'silence'", String.class));
    }

    /** A reading where it is online, of which no two are equal. */
    private static String envelope(Message message) {
        return """
                {"device_id": "%s", "kind": "%s", "status": "%s", "ts": %d, "received_at": %d,
                 "retained": false, "metrics": {"n": %d}, "offline_after": %s}""".formatted(
                        message.device(),
                        message.status().equals("online") ? "sensor" : "status",
                        message.status(),
                        message.receivedAt() / 1_000_000,
                        message.receivedAt(),
                        message.receivedAt(),
                        message.limit());
    }

    private static String statement(String file) {
        try {
            return Files.readString(Path.of("routes", "sql", file)).replace(":?", ":");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
