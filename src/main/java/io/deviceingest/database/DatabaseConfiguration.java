package io.deviceingest.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.deviceingest.settings.DatabaseSettings;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The pool of connections that the routes use. None of them waits for ever, for anything. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    /** One for each batch, the sweep, the device count, the health check, and some to spare. */
    static final int CONNECTIONS = 6;

    @Bean
    HikariDataSource dataSource(DatabaseSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("database");
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.username().isEmpty() ? null : settings.username());
        config.setPassword(settings.password().isEmpty() ? null : settings.password());
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(settings.poolTimeout().toMillis());
        // Starts without a database: the program says what is wrong, and waits.
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("ApplicationName", "device-ingest");
        config.addDataSourceProperty("connectTimeout", seconds(settings.connectTimeout()));
        config.addDataSourceProperty("socketTimeout", seconds(settings.socketTimeout()));
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty(
                "options",
                "-c statement_timeout=" + settings.statementTimeout().toMillis() + " -c lock_timeout="
                        + settings.lockTimeout().toMillis());
        return new HikariDataSource(config);
    }

    private static String seconds(Duration duration) {
        return String.valueOf(duration.toSeconds());
    }
}
