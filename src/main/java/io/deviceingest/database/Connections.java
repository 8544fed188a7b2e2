package io.deviceingest.database;

import io.deviceingest.settings.DatabaseSettings;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;
import org.postgresql.PGProperty;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Opens connections that rely on nothing which a pooler between here and PostgreSQL may break: they ask for nothing at
 * the login, keep nothing in the session, and prepare no statement for a later transaction, unless it is certain that
 * there is no pooler ({@link Plans}). None of them waits for ever, but for those of the migrations.
 */
public final class Connections {

    private Connections() {}

    /** Those of the running program's pool, which it is known by. */
    static DataSource ofPool(DatabaseSettings settings) {
        Properties properties = properties(settings, settings.connectTimeout(), settings.socketTimeout());
        PGProperty.APPLICATION_NAME.set(properties, "device-ingest");
        return limited(settings, properties, TimeLimits.of(settings), Plans::kept);
    }

    /** With the time limits of the running program's. */
    public static DataSource of(DatabaseSettings settings) {
        return of(settings, settings.connectTimeout(), settings.socketTimeout(), TimeLimits.of(settings));
    }

    /** The same, where a statement that is refused fails alone: the transaction around it goes on. */
    public static DataSource forTransactions(DatabaseSettings settings) {
        Properties properties = properties(settings, settings.connectTimeout(), settings.socketTimeout());
        PGProperty.AUTOSAVE.set(properties, "always");
        return limited(settings, properties, TimeLimits.of(settings), Plans::made);
    }

    /** For questions that nobody waits for longer than so long, whatever the time limits of the running program are. */
    public static DataSource forQuestions(DatabaseSettings settings, Duration longest) {
        return of(settings, longest, longest.plusSeconds(1), new TimeLimits(longest, longest));
    }

    /**
     * With time limits of their own.
     *
     * @param connect to open a connection
     * @param answer for any answer on an open one
     */
    public static DataSource of(DatabaseSettings settings, Duration connect, Duration answer, TimeLimits limits) {
        return limited(settings, properties(settings, connect, answer), limits, Plans::made);
    }

    /** For migrations: once open, they take as long as they take. */
    static DataSource forMigrations(DatabaseSettings settings) {
        Properties properties = properties(settings, settings.connectTimeout(), Duration.ZERO);
        return new DriverManagerDataSource(settings.url(), properties);
    }

    private static DataSource limited(
            DatabaseSettings settings, Properties properties, TimeLimits limits, LimitedDataSource.PlansOf plans) {
        return new LimitedDataSource(new DriverManagerDataSource(settings.url(), properties), limits, plans);
    }

    private static Properties properties(DatabaseSettings settings, Duration connect, Duration answer) {
        Properties properties = new Properties();
        if (!settings.username().isEmpty()) {
            PGProperty.USER.set(properties, settings.username());
        }
        if (!settings.password().isEmpty()) {
            PGProperty.PASSWORD.set(properties, settings.password());
        }
        int servers = Math.max(1, DatabaseAddress.of(settings).servers().size());
        // Of several servers, one that is silent leaves time for the others.
        PGProperty.CONNECT_TIMEOUT.set(properties, seconds(connect.dividedBy(servers)));
        PGProperty.LOGIN_TIMEOUT.set(properties, seconds(connect));
        PGProperty.SOCKET_TIMEOUT.set(properties, answer.isZero() ? "0" : seconds(answer));
        PGProperty.TCP_KEEP_ALIVE.set(properties, true);
        // A pooler may run the next transaction in another session, where the statement is not prepared.
        PGProperty.PREPARE_THRESHOLD.set(properties, 0);
        return properties;
    }

    private static String seconds(Duration duration) {
        // 0 would be: forever.
        return String.valueOf(Math.max(1, duration.toSeconds()));
    }
}
