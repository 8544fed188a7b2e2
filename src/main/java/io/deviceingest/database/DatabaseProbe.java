package io.deviceingest.database;

import io.deviceingest.settings.DatabaseSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Looks at the database from outside of the running program: on connections of its own, each closed after one use, that
 * wait neither long for an answer nor for anybody's lock. Not thread-safe.
 */
public final class DatabaseProbe {

    private static final Duration SLACK = Duration.ofSeconds(1);
    private static final Duration SHORTEST = Duration.ofMillis(500);

    private final DatabaseAddress address;
    private final DatabaseFailures words;
    private final DataSource connections;
    private final Duration patience;
    private ServerFacts facts;

    /** @param limit how long one look may take at most; it ends a little before, with what it waited for */
    public DatabaseProbe(DatabaseSettings settings, Duration limit) {
        Duration shortened = limit.minus(SLACK);
        patience = shortened.compareTo(SHORTEST) < 0 ? SHORTEST : shortened;
        address = DatabaseAddress.of(settings);
        words = new DatabaseFailures(settings);
        connections = Connections.of(
                settings,
                patience,
                // The driver asks for TLS, and where no answer comes asks again without.
                patience.dividedBy(2),
                new TimeLimits(patience, SHORTEST));
    }

    public DatabaseAddress address() {
        return address;
    }

    /** Explains how an attempt of the caller failed. */
    public DatabaseProblem problem(Throwable failure) {
        return words.explain(failure);
    }

    /**
     * Opens a TCP connection, to the first server of DB_URL that takes one.
     *
     * @throws DatabaseProblem where none does; of several servers, why the last did not
     */
    public DatabaseAddress.Server reach() throws DatabaseProblem {
        IOException last = new IOException("no server");
        for (DatabaseAddress.Server server : address.servers()) {
            try {
                for (InetAddress ip : InetAddress.getAllByName(server.host())) {
                    try (Socket socket = new Socket()) {
                        int shareMs =
                                (int) patience.toMillis() / address.servers().size();
                        socket.connect(new InetSocketAddress(ip, server.port()), shareMs);
                        return server;
                    } catch (IOException e) {
                        last = e;
                    }
                }
            } catch (IOException e) {
                last = e;
            }
        }
        throw words.explain(last);
    }

    /**
     * Logs in and reads what the server tells about itself.
     *
     * @throws DatabaseProblem where PostgreSQL does not let the role in
     */
    public ServerFacts login() throws DatabaseProblem {
        try (Connection connection = connections.getConnection()) {
            facts = ServerFacts.of(connection);
            return facts;
        } catch (SQLException | RuntimeException e) {
            throw words.explain(e);
        }
    }

    /** What {@link #login} has read. */
    public ServerFacts facts() {
        return facts;
    }

    public DataSource connections() {
        return connections;
    }

    public JdbcTemplate sql() {
        return new JdbcTemplate(connections);
    }
}
