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

    private final StatementTexts texts;
    private final PlansOf plans;

    /** Decides about the plans of a new connection. */
    @FunctionalInterface
    interface PlansOf {
        Plans plans(Connection driver) throws SQLException;
    }

    LimitedDataSource(DataSource target, TimeLimits limits, PlansOf plans) {
        super(target);
        this.texts = new StatementTexts(limits);
        this.plans = plans;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection driver = super.getConnection();
        try {
            return LimitedConnection.of(driver, texts, plans.plans(driver));
        } catch (SQLException e) {
            driver.close();
            throw e;
        }
    }
}
