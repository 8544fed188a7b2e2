package io.deviceingest.database;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Connections on which every transaction brings its time limits with it. They travel with the caller's first statement
 * and cost no round trip of their own, and they are in force behind a pooler too, which gives every transaction to
 * whichever session of the server is free. Safe for any number of threads.
 */
final class LimitedDataSource extends DelegatingDataSource {

    private final TimeLimits limits;

    LimitedDataSource(DataSource target, TimeLimits limits) {
        super(target);
        this.limits = limits;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return LimitedConnection.of(super.getConnection(), limits);
    }
}
