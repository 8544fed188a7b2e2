package io.deviceingest.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/** A program such as PgBouncer, which has fewer sessions than its clients have connections. Without state. */
final class Pooler {

    private Pooler() {}

    /**
     * Whether one stands between this connection and the server. At the login it gives its client a process id of its
     * own, to cancel by; the server's own answer is another one. One round trip.
     */
    static boolean standsBefore(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
            row.next();
            return row.getInt(1) != connection.unwrap(PGConnection.class).getBackendPID();
        }
    }
}
