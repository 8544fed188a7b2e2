package io.deviceingest.database;

import io.deviceingest.settings.DatabaseSettings;
import java.time.Duration;

/** How long PostgreSQL lets one statement run, and how long it lets it wait for one lock. Immutable. */
record TimeLimits(Duration statement, Duration lock) {

    private static final String BEGIN = "BEGIN;";
    private static final String COMMIT = "\n;COMMIT";

    /** Those of the running program. */
    static TimeLimits of(DatabaseSettings settings) {
        return new TimeLimits(settings.statementTimeout(), settings.lockTimeout());
    }

    /** The caller's SQL as one transaction with these limits. */
    String asTransaction(String sql) {
        return BEGIN + withinTransaction(sql) + COMMIT;
    }

    /** The same for SQL that is a part of the caller's transaction: the limits hold to its end. */
    String withinTransaction(String sql) {
        return "SET LOCAL statement_timeout = " + milliseconds(statement) + ";SET LOCAL lock_timeout = "
                + milliseconds(lock) + ";" + sql;
    }

    /** How many results come before the first one of the caller's SQL. */
    static int resultsBefore(boolean wholeTransaction) {
        return wholeTransaction ? 3 : 2;
    }

    private static long milliseconds(Duration limit) {
        // 0 would be: forever.
        return Math.max(1, limit.toMillis());
    }
}
