package io.deviceingest.batch;

import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Tells one life of PostgreSQL from the next. A server that crashed keeps its start time when it recovers by itself, but
 * begins its statistics again (PostgreSQL's manual, 27.2 "The Cumulative Statistics System"). Safe for any number of
 * threads.
 */
final class ServerLife {

    private static final String LIFE = """
            SELECT concat_ws(' ', pg_postmaster_start_time(), (SELECT stats_reset FROM pg_stat_bgwriter))""";

    private final JdbcTemplate database;

    ServerLife(DataSource database) {
        this.database = new JdbcTemplate(database);
    }

    /** What names the present one: it stays the same until the server crashes, restarts or gives way to another. */
    String name() {
        return database.queryForObject(LIFE, String.class);
    }
}
