package io.deviceingest.database;

import io.deviceingest.settings.DatabaseSettings;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * One connection whose work never stays: a transaction begins with the first statement and ends with {@link #takeBack}.
 * A statement that is refused fails alone, the transaction goes on. Only sequences remember, which no rollback sets
 * back. For one thread.
 */
public final class RollbackConnection implements AutoCloseable {

    private final Connection connection;
    private final SingleConnectionDataSource source;

    private RollbackConnection(Connection connection) {
        this.connection = connection;
        // Whoever takes the connection from it may close it, which does nothing.
        this.source = new SingleConnectionDataSource(connection, true);
    }

    /** @throws DatabaseProblem where PostgreSQL does not let the role in */
    public static RollbackConnection open(DatabaseSettings settings) throws DatabaseProblem {
        try {
            Connection connection = Connections.forTransactions(settings).getConnection();
            connection.setAutoCommit(false);
            return new RollbackConnection(connection);
        } catch (SQLException e) {
            throw new DatabaseFailures(settings).explain(e);
        }
    }

    /** The one connection, for whoever asks. */
    public DataSource dataSource() {
        return source;
    }

    /** Undoes everything since the last time. */
    public void takeBack() throws SQLException {
        connection.rollback();
    }

    /** Undoes what is left to undo, and closes the connection. */
    @Override
    public void close() {
        source.destroy();
    }
}
