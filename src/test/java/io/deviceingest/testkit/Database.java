package io.deviceingest.testkit;

import static io.deviceingest.testkit.Patience.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** A PostgreSQL database of a test's own on 127.0.0.1, whose role {@code postgres} may do everything. */
public interface Database {

    String url();

    int port();

    DataSource dataSource();

    default JdbcTemplate sql() {
        return new JdbcTemplate(dataSource());
    }

    /** The settings that lead the program there. */
    default Map<String, String> settings() {
        return Map.of("DB_URL", url(), "DB_USERNAME", "postgres");
    }

    /** Makes everybody who writes wait, until what it returns is closed. */
    default Connection holdWriters() throws SQLException {
        Connection holder = dataSource().getConnection();
        holder.setAutoCommit(false);
        try (Statement statement = holder.createStatement()) {
            statement.execute("LOCK TABLE device IN ACCESS EXCLUSIVE MODE");
        }
        return holder;
    }

    /** Waits until the statement of a batch waits for them; whoever else may. */
    default void awaitWaitingBatch() {
        await("a batch waits for a lock").until(() -> sql().queryForObject("""
                SELECT EXISTS (SELECT FROM pg_stat_activity
                               WHERE wait_event_type = 'Lock' AND query LIKE '%Stores one batch%')""", Boolean.class));
    }
}
