package io.deviceingest.database;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Evicts all connections of the pool when one of them is found to be read-only: after a switchover the old primary
 * may live on, and only a new connection leads to the new one. Safe for any number of threads.
 */
final class ReadOnlyEviction implements SQLExceptionOverride {

    /** Of the SQL standard: read_only_sql_transaction. */
    private static final String READ_ONLY = "25006";

    private final HikariDataSource pool;

    ReadOnlyEviction(HikariDataSource pool) {
        this.pool = pool;
    }

    @java.lang.Override
    public Override adjudicate(SQLException failure) {
        if (!READ_ONLY.equals(failure.getSQLState())) {
            return Override.CONTINUE_EVICT;
        }
        HikariPoolMXBean connections = pool.getHikariPoolMXBean();
        if (connections != null) {
            // What is idle is closed now, and what is in use when it comes back.
            connections.softEvictConnections();
        }
        return Override.MUST_EVICT;
    }
}
