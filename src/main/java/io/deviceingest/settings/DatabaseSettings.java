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

    /** Everything but the password. */
    @Override
    public String toString() {
        return "DatabaseSettings[" + Secrets.masked(url) + ", username=" + username + ", migrate=" + migrate + "]";
    }
}
