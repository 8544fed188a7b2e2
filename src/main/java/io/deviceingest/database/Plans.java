package io.deviceingest.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.postgresql.PGConnection;

/**
 * The plans that a session of PostgreSQL keeps for repeated statements. To plan the store statement takes as long as to
 * carry it out for one message. Where a pooler stands between, nothing is kept: it may run the next
 * transaction in another session. Not thread-safe.
 */
final class Plans {

    /** A kept plan knows nothing of rows that have come since, and statistics may be long in coming. */
    static final Duration LONGEST_AGE = Duration.ofSeconds(5);

    /** After so many executions a statement is taken for a repeated one. */
    private static final int THRESHOLD = 3;

    private final Connection driver;
    private final boolean kept;
    private final LongSupplier nanoTime;
    private long madeAt;

    private Plans(Connection driver, boolean kept, LongSupplier nanoTime) {
        this.driver = driver;
        this.kept = kept;
        this.nanoTime = nanoTime;
        this.madeAt = nanoTime.getAsLong();
    }

    /** None is kept. */
    static Plans made(Connection driver) {
        return new Plans(driver, false, System::nanoTime);
    }

    /** Kept if this connection leads to PostgreSQL itself; asks it, in one round trip. */
    static Plans kept(Connection driver) throws SQLException {
        return kept(driver, System::nanoTime);
    }

    static Plans kept(Connection driver, LongSupplier nanoTime) throws SQLException {
        boolean direct = !Pooler.standsBefore(driver);
        if (direct) {
            driver.unwrap(PGConnection.class).setPrepareThreshold(THRESHOLD);
        }
        return new Plans(driver, direct, nanoTime);
    }

    /** Before a statement that is no part of a longer transaction: forgets what was planned too long ago. */
    void refresh() throws SQLException {
        long now = nanoTime.getAsLong();
        if (!kept || now - madeAt < LONGEST_AGE.toNanos()) {
            return;
        }
        madeAt = now;
        try (Statement statement = driver.createStatement()) {
            statement.execute("DISCARD PLANS");
        }
    }
}
