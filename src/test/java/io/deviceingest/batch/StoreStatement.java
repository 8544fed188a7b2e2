package io.deviceingest.batch;

import io.deviceingest.testkit.SharedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The statement of the store route as it is shipped, in a real PostgreSQL with the schema of this version. */
final class StoreStatement implements AutoCloseable {

    private static final Path PAGE = Path.of("docs/data.md");

    private static final Pattern SQL_OF_PAGE = Pattern.compile("```sql\\n(.*?)```", Pattern.DOTALL);

    private final SharedDatabase database;
    private final SingleConnectionDataSource connection;
    private final JdbcTemplate sql;
    private final String file;
    private final String statement;
    private final List<String> queries;

    private StoreStatement(SharedDatabase database) throws IOException, SQLException {
        this.database = database;
        this.connection = new SingleConnectionDataSource(database.dataSource().getConnection(), true);
        this.sql = new JdbcTemplate(connection);
        // Thousands of statements, none of which is to survive.
        sql.execute("SET synchronous_commit = off");
        this.file = Files.readString(Path.of("routes/sql/store-messages.sql"));
        this.statement = file.replace(":?messages", "?").replace(":?registration", "'auto'");
        this.queries = SQL_OF_PAGE
                .matcher(Files.readString(PAGE))
                .results()
                .flatMap(block -> block.group(1).lines())
                .filter(line -> line.startsWith("SELECT"))
                .toList();
    }

    static StoreStatement start() throws IOException, SQLException {
        return new StoreStatement(SharedDatabase.migrated());
    }

    /** What the statement says of a batch: how many were new, and how many were there. */
    record Counts(int stored, int duplicate) {}

    /** Stores envelopes together, or none of them. */
    Counts store(List<String> envelopes) throws SQLException {
        return store(connection.getConnection(), envelopes);
    }

    /** The same on a connection of its own, as another replica does. */
    Counts store(Connection connection, List<String> envelopes) throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(statement)) {
            prepared.setString(1, envelopes.stream().collect(Collectors.joining(",", "[", "]")));
            try (ResultSet result = prepared.executeQuery()) {
                result.next();
                return new Counts(result.getInt("stored"), result.getInt("duplicate"));
            }
        }
    }

    /** How PostgreSQL would store envelopes, where devices must be registered or not. */
    String plan(List<String> envelopes, String registration) throws SQLException {
        try (PreparedStatement explain = connection
                .getConnection()
                .prepareStatement("EXPLAIN " + statement.replace("'auto'", "'" + registration + "'"))) {
            explain.setString(1, envelopes.stream().collect(Collectors.joining(",", "[", "]")));
            try (ResultSet result = explain.executeQuery()) {
                StringBuilder plan = new StringBuilder();
                while (result.next()) {
                    plan.append(result.getString(1)).append('\n');
                }
                return plan.toString();
            }
        }
    }

    /** The plan that a session keeps for any batch. */
    String keptPlan() {
        sql.execute("SET plan_cache_mode = force_generic_plan");
        sql.execute("PREPARE kept (text, text) AS "
                + file.replace(":?messages", "$1").replace(":?registration", "$2"));
        List<String> plan = sql.queryForList("EXPLAIN EXECUTE kept ('[]', 'auto')", String.class);
        sql.execute("DEALLOCATE kept; RESET plan_cache_mode");
        return String.join("\n", plan);
    }

    /** Runs every query that docs/data.md shows; fails where one of them does. */
    void runQueriesOfThePageOfData() {
        if (queries.size() < 5) {
            throw new IllegalStateException(PAGE + " shows " + queries.size() + " queries only");
        }
        queries.forEach(sql::queryForList);
    }

    /** A new one. */
    Connection connection() throws SQLException {
        return database.dataSource().getConnection();
    }

    JdbcTemplate sql() {
        return sql;
    }

    @Override
    public void close() throws Exception {
        connection.destroy();
        database.close();
    }
}
