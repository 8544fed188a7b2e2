package io.deviceingest.testkit;

import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** One of the databases of a server. */
record NamedDatabase(EmbeddedDatabase server, String name) implements Database {

    /** @param clause of CREATE DATABASE, such as {@code OWNER role} */
    static NamedDatabase create(EmbeddedDatabase server, String name, String clause) {
        server.sql().execute("CREATE DATABASE " + name + " " + clause);
        return new NamedDatabase(server, name);
    }

    @Override
    public String url() {
        return server.url().replaceFirst("/postgres$", "/" + name);
    }

    @Override
    public int port() {
        return server.port();
    }

    @Override
    public DataSource dataSource() {
        return new DriverManagerDataSource(url(), "postgres", "");
    }

    /** With everybody who is connected. */
    void drop() {
        server.sql().execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }
}
