package io.deviceingest.database;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import io.deviceingest.settings.DatabaseSettings;
import io.micrometer.core.instrument.MeterRegistry;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** The pool of connections that the routes use. None of them waits forever, for anything. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    /** One for each batch, the sweep, the device count, the health check, and the rollups. */
    static final int CONNECTIONS = 6;

    @Bean
    HikariDataSource dataSource(DatabaseSettings settings, MeterRegistry meters) {
        HikariDataSource pool = new HikariDataSource();
        pool.setPoolName("database");
        pool.setDataSource(Connections.ofPool(settings));
        pool.setMaximumPoolSize(CONNECTIONS);
        pool.setMinimumIdle(1);
        pool.setConnectionTimeout(settings.poolTimeout().toMillis());
        // Starts without a database: the program says what is wrong, and waits.
        pool.setInitializationFailTimeout(-1);
        pool.setMetricsTrackerFactory(new MicrometerMetricsTrackerFactory(meters));
        pool.setExceptionOverride(new ReadOnlyEviction(pool));
        return pool;
    }

    @Bean
    JdbcTemplate jdbcTemplate(DataSource pool) {
        return new JdbcTemplate(pool);
    }
}
