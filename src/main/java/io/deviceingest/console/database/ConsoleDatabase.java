package io.deviceingest.console.database;

import com.zaxxer.hikari.HikariDataSource;
import io.deviceingest.console.web.Refusal;
import io.deviceingest.database.Connections;
import io.deviceingest.database.DatabaseFailures;
import io.deviceingest.settings.DatabaseSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;

/**
 * What pages ask of the database: over one connection of their own, which the server takes nothing from that changes
 * anything, and for at most 3 s a statement. Of two questions one waits; a third is refused at once, so that pages take
 * nothing from the ingest however many are open. Safe for any number of threads.
 */
public final class ConsoleDatabase implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(3);
    private static final int AT_ONCE = 2;

    private final Semaphore room = new Semaphore(AT_ONCE);
    private final HikariDataSource connection;
    private final DatabaseFailures failures;

    /** A question, which is one transaction that only reads. */
    public interface Question<T> {
        T ask(Connection database) throws SQLException;
    }

    public ConsoleDatabase(DatabaseSettings settings) {
        failures = new DatabaseFailures(settings);
        connection = new HikariDataSource();
        connection.setPoolName("console");
        connection.setDataSource(Connections.forQuestions(settings, LONGEST));
        connection.setMaximumPoolSize(1);
        connection.setMinimumIdle(0);
        connection.setIdleTimeout(Duration.ofMinutes(1).toMillis());
        connection.setConnectionTimeout(LONGEST.plusSeconds(1).toMillis());
        connection.setInitializationFailTimeout(-1);
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
    }

    /**
     * The answer, or why there is none.
     *
     * @throws Refusal where too many questions are being asked
     */
    public <T> Found<T> ask(Question<T> question) {
        if (!room.tryAcquire()) {
            throw Refusal.busy(
                    "The database is asked " + AT_ONCE + " questions for the console at this moment, and no more",
                    "load the page again in a moment");
        }
        try (Connection once = connection.getConnection()) {
            return Found.value(question.ask(once));
        } catch (SQLException | DataAccessException e) {
            return Found.nothing(failures.explain(e).problem());
        } finally {
            room.release();
        }
    }

    /** The one connection for whoever may wait for his turn, and asks one short question at a time. */
    public DataSource connections() {
        return connection;
    }

    @Override
    public void close() {
        connection.close();
    }
}
