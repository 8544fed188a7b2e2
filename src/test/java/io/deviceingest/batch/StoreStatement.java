package io.deviceingest.batch;

import io.deviceingest.testkit.SharedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The statement of the store route as it is shipped, in a real PostgreSQL with the schema of this version. */
final class StoreStatement implements AutoCloseable {

    private static final String ONE_EACH = "{}";

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
        this.statement =
                file.replace(":?messages", "?").replace(":?messageStarts", "?").replace(":?registration", "'auto'");
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

    /** The same of messages with lists of envelopes, and how many of the readings were new. */
    record CountsOfLists(int stored, int duplicate, int readings) {}

    /** Stores envelopes together, or none of them. */
    Counts store(List<String> envelopes) throws SQLException {
        return store(connection.getConnection(), envelopes);
    }

    /** The same on a connection of its own, as another replica does. */
    Counts store(Connection connection, List<String> envelopes) throws SQLException {
        CountsOfLists counts = store(connection, envelopes, ONE_EACH);
        return new Counts(counts.stored(), counts.duplicate());
    }

    /** Stores messages together, each of which is one or more envelopes. */
    CountsOfLists storeLists(List<List<String>> messages) throws SQLException {
        StringJoiner starts = new StringJoiner(",", "{", "}");
        List<String> envelopes = new ArrayList<>();
        for (List<String> message : messages) {
            starts.add(String.valueOf(envelopes.size()));
            envelopes.addAll(message);
        }
        return store(connection.getConnection(), envelopes, starts.toString());
    }

    private CountsOfLists store(Connection connection, List<String> envelopes, String starts) throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(statement)) {
            setParameters(prepared, envelopes, starts);
            try (ResultSet result = prepared.executeQuery()) {
                result.next();
                return new CountsOfLists(
                        result.getInt("stored"), result.getInt("duplicate"), result.getInt("readings"));
            }
        }
    }

    /** As they stand in the statement. */
    private static void setParameters(PreparedStatement prepared, List<String> envelopes, String starts)
            throws SQLException {
        prepared.setString(1, envelopes.stream().collect(Collectors.joining(",", "[", "]")));
        prepared.setString(2, starts);
    }

    /** How PostgreSQL would store envelopes, where devices must be registered or not. */
    String plan(List<String> envelopes, String registration) throws SQLException {
        try (PreparedStatement explain = connection
                .getConnection()
                .prepareStatement("EXPLAIN " + statement.replace("'auto'", "'" + registration + "'"))) {
            setParameters(explain, envelopes, ONE_EACH);
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
        sql.execute("PREPARE kept (text, text, text) AS "
                + file.replace(":?messages", "$1")
                        .replace(":?messageStarts", "$2")
                        .replace(":?registration", "$3"));
        List<String> plan = sql.queryForList("EXPLAIN EXECUTE kept ('[]', '{}', 'auto')", String.class);
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
