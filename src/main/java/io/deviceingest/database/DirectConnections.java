package io.deviceingest.database;

import io.deviceingest.settings.DatabaseSettings;
import java.time.Duration;
import java.util.Properties;
import org.postgresql.PGProperty;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Connections beside the pool's, opened for one purpose, with time limits of their own. */
final class DirectConnections {

    private DirectConnections() {}

    /**
     * With the time limits of the running program's, and where a statement that is refused fails alone: the transaction
     * around it goes on.
     */
    static DriverManagerDataSource forTransactions(DatabaseSettings settings) {
        DriverManagerDataSource database = of(
                settings,
                settings.connectTimeout(),
                settings.socketTimeout(),
                "-c statement_timeout=" + settings.statementTimeout().toMillis() + " -c lock_timeout="
                        + settings.lockTimeout().toMillis());
        PGProperty.AUTOSAVE.set(database.getConnectionProperties(), "always");
        return database;
    }

    /**
     * @param connect to open a connection
     * @param answer for any answer on an open one
     * @param options what the server is told at the login, as on its command line
     */
    static DriverManagerDataSource of(DatabaseSettings settings, Duration connect, Duration answer, String options) {
        Properties properties = new Properties();
        if (!settings.username().isEmpty()) {
            PGProperty.USER.set(properties, settings.username());
        }
        if (!settings.password().isEmpty()) {
            PGProperty.PASSWORD.set(properties, settings.password());
        }
        if (!options.isEmpty()) {
            PGProperty.OPTIONS.set(properties, options);
        }
        PGProperty.CONNECT_TIMEOUT.set(properties, seconds(connect));
        PGProperty.SOCKET_TIMEOUT.set(properties, seconds(answer));
        return new DriverManagerDataSource(settings.url(), properties);
    }

    private static String seconds(Duration duration) {
        // 0 would be: for ever.
        return String.valueOf(Math.max(1, duration.toSeconds()));
    }
}
