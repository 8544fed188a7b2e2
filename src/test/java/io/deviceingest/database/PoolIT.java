package io.deviceingest.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.deviceingest.settings.DatabaseSettings;
import io.deviceingest.testkit.TestSite;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;
import org.postgresql.core.BaseConnection;
import org.springframework.jdbc.core.JdbcTemplate;

/** The connections of the pool: each transaction brings its time limits, and none of them outlives a switchover. */
class PoolIT {

    private static final String LIMITS =
            "current_setting('statement_timeout') || ' ' || current_setting('lock_timeout')";

    @RegisterExtension
    static final TestSite site = new TestSite().withServer();

    private HikariDataSource pool;
    private JdbcTemplate sql;

    @BeforeAll
    static void makeTable() {
        site.tables().sql().execute("CREATE TABLE t (i integer PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)");
    }

    @BeforeEach
    void openPool() {
        site.database().sql().execute("TRUNCATE t");
        pool = pool(site.database().url());
        sql = new JdbcTemplate(pool);
    }

    @AfterEach
    void closePool() {
        pool.close();
    }

    @Test
    void everyStatementHasItsLimitsAndTheSessionKeepsNone() throws Exception {
        assertThat(sql.queryForObject("SELECT " + LIMITS, String.class)).isEqualTo("3s 2s");
        assertThat(sql.queryForObject("SELECT " + LIMITS + " WHERE ?", String.class, true))
                .isEqualTo("3s 2s");
        try (Connection connection = pool.getConnection();
                Statement bare = connection.unwrap(BaseConnection.class).createStatement();
                ResultSet row = bare.executeQuery("SELECT " + LIMITS)) {
            row.next();
            assertThat(row.getString(1)).as("in the session").isEqualTo("0 0");
        }
    }

    @Test
    void limitsThatDbUrlSetsByOptionsDoNotReplaceThem() {
        try (HikariDataSource other = pool(site.database().url() + "?options=-c%20statement_timeout=0")) {
            assertThat(new JdbcTemplate(other).queryForObject("SELECT " + LIMITS, String.class))
                    .isEqualTo("3s 2s");
        }
    }

    @Test
    void aTransactionOfTheCallersHasThemToo() throws Exception {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?)")) {
                insert.setInt(1, 1);
                assertThat(insert.executeUpdate()).isEqualTo(1);
            }
            try (Statement query = connection.createStatement();
                    ResultSet row = query.executeQuery("SELECT " + LIMITS)) {
                row.next();
                assertThat(row.getString(1)).isEqualTo("3s 2s");
            }
            assertThat(count()).as("not committed yet").isZero();
            connection.commit();
            connection.setAutoCommit(true);
        }
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void aStatementThatFailedIsRolledBackAndTheNextOneGoesOn() {
        assertThatThrownBy(() -> sql.update("INSERT INTO t VALUES (?), (1 / ?)", 1, 0))
                .isNotNull();
        assertThatThrownBy(() -> sql.update("INSERT INTO t VALUES (7), (7)"))
                .as("a constraint that is looked at by the commit")
                .hasMessageContaining("t_pkey");

        assertThat(sql.update("INSERT INTO t VALUES (2); -- as a site may end its file"))
                .isEqualTo(1);
        assertThat(sql.queryForList("SELECT i FROM t", Integer.class)).containsExactly(2);
    }

    @Test
    void parametersAreCountedWithoutAskingTheServer() throws Exception {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement =
                        connection.prepareStatement("SELECT '?', /* ? */ CAST(? AS integer) + ? -- ?")) {
            assertThat(statement.getParameterMetaData().getParameterCount()).isEqualTo(2);
            assertThat(statement.getParameterMetaData().getParameterTypeName(1)).isEqualTo("int4");
        }
    }

    @Test
    void allConnectionsAreGivenUpWhenOneIsFoundToBeReadOnly() throws Exception {
        List<Integer> before;
        try (Connection one = pool.getConnection();
                Connection other = pool.getConnection()) {
            before = List.of(backend(one), backend(other));
            site.server().turnReadOnly();
        }
        try {
            assertThatThrownBy(() -> {
                        while (true) {
                            sql.update("INSERT INTO t SELECT 1 WHERE false");
                        }
                    })
                    .rootCause()
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("25006");
            try (Connection one = pool.getConnection();
                    Connection other = pool.getConnection()) {
                assertThat(before).doesNotContain(backend(one), backend(other));
            }
        } finally {
            site.server().takeWrites();
        }
    }

    private int count() {
        return site.database().sql().queryForObject("SELECT count(*) FROM t", Integer.class);
    }

    private static int backend(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getBackendPID();
    }

    private static HikariDataSource pool(String url) {
        Duration seconds = Duration.ofSeconds(10);
        return new DatabaseConfiguration()
                .dataSource(
                        new DatabaseSettings(
                                url,
                                "postgres",
                                "",
                                true,
                                seconds,
                                seconds,
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(2),
                                seconds),
                        new SimpleMeterRegistry());
    }
}
