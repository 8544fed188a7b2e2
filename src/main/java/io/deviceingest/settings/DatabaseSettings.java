package io.deviceingest.settings;

import java.time.Duration;

/**
 * How to reach PostgreSQL, and how long to wait for it at each point: nothing waits forever.
 *
 * @param migrate whether the program brings the schema up to date itself
 * @param connectTimeout to open a connection
 * @param socketTimeout for any answer on an open connection
 * @param statementTimeout for one statement, kept by the server
 * @param lockTimeout for one lock, kept by the server
 * @param poolTimeout for a free connection of the pool
 */
public record DatabaseSettings(
        String url,
        String username,
        String password,
        boolean migrate,
        Duration connectTimeout,
        Duration socketTimeout,
        Duration statementTimeout,
        Duration lockTimeout,
        Duration poolTimeout) {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    static DatabaseSettings of(SettingReader reader) {
        String url = reader.required("DB_URL", "such as jdbc:postgresql://localhost:5432/deviceingest");
        reader.refuseIf(
                !url.isBlank() && !url.startsWith("jdbc:postgresql:"),
                "DB_URL",
                "DB_URL must begin with jdbc:postgresql:, but was \"" + Secrets.masked("DB_URL", url) + "\"");
        reader.refuseIf(
                url.matches("jdbc:postgresql://[^/?]*@.*"),
                "DB_URL",
                "DB_URL must hold no credentials before the host, but was \"" + Secrets.masked("DB_URL", url)
                        + "\": they are DB_USERNAME and DB_PASSWORD");
        return new DatabaseSettings(
                url,
                reader.text("DB_USERNAME"),
                reader.text("DB_PASSWORD"),
                reader.flag("DB_MIGRATE", "on", "off"),
                reader.duration("DB_CONNECT_TIMEOUT", SECOND, MINUTE),
                reader.duration("DB_SOCKET_TIMEOUT", SECOND, MINUTE.multipliedBy(10)),
                reader.duration("DB_STATEMENT_TIMEOUT", Duration.ofMillis(100), MINUTE.multipliedBy(10)),
                reader.duration("DB_LOCK_TIMEOUT", Duration.ofMillis(100), MINUTE.multipliedBy(10)),
                reader.duration("DB_POOL_TIMEOUT", Duration.ofMillis(250), MINUTE));
    }

    /** Everything but the password. */
    @Override
    public String toString() {
        return "DatabaseSettings[" + Secrets.masked(url) + ", username=" + username + ", migrate=" + migrate + "]";
    }
}
