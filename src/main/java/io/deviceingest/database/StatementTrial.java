package io.deviceingest.database;

import io.deviceingest.site.FileMistake;
import io.deviceingest.site.SqlFile;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Runs the statements of the site's SQL files as the routes would, each in a transaction of its own that is rolled
 * back. Nothing stays of it but a step of the sequences behind {@code device_event.id} and {@code dead_letter.id},
 * which no rollback takes back.
 */
public final class StatementTrial {

    private static final Pattern TABLE =
            Pattern.compile("\\b(?:FROM|JOIN|INTO|UPDATE)\\s+(\\w+(?:\\.\\w+)?)", Pattern.CASE_INSENSITIVE);

    private static final String EXPLAIN = "EXPLAIN ";

    /** What the account of the messages reads of a batch that is stored. */
    private static final List<String> COUNTS = List.of("stored", "duplicate");

    private static final String LACKING = """
            SELECT 'GRANT ' || privileges || ' ON ' || string_agg(name, ', ' ORDER BY name) || ' TO '
            FROM (SELECT name, string_agg(privilege, ', ' ORDER BY place) AS privileges
                  FROM unnest(string_to_array(?, ' ')) AS name,
                       unnest(ARRAY['SELECT', 'INSERT', 'UPDATE']) WITH ORDINALITY AS needed (privilege, place)
                  WHERE NOT has_table_privilege(to_regclass(name), privilege)
                  GROUP BY name) AS lacking
            GROUP BY privileges
            ORDER BY 1""";

    private final DatabaseProbe probe;
    private final Map<String, Object> samples;

    public StatementTrial(DatabaseProbe probe) {
        this.probe = probe;
        Instant now = Instant.now();
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, now);
        samples = Map.of(
                "messages",
                """
                [{"device_id": "doctor-probe", "kind": "sensor", "status": "online", "ts": %d, "received_at": %d,
                  "retained": false, "metrics": {"temperature": 25.5}, "attributes": {"heap": 50000}}]""".formatted(now.getEpochSecond(), micros),
                "messageStarts",
                "{}",
                "letters",
                """
                [{"received_at": %d, "topic": "devices/doctor-probe/sensor", "qos": 1, "retained": false,
                  "payload": "ew==", "user_properties": {}, "reason": "invalid-json", "error": "none", "route_id": "sensor"}]""".formatted(micros),
                "registration",
                "auto",
                "replica",
                "doctor-probe",
                "now",
                micros,
                "quiet",
                0L,
                // Nobody has been silent for longer than nothing was missed: the rights are looked at, and no row is
                // locked.
                "silence",
                now.getEpochSecond());
    }

    /**
     * Runs one file. A parameter that only the site's routes know is null; then only what PostgreSQL refuses whatever
     * the values are is a problem.
     *
     * @throws DatabaseProblem where PostgreSQL refuses the statement
     */
    public void run(Path file) throws DatabaseProblem, IOException {
        SqlFile statement = SqlFile.read(file);
        List<String> parameters = statement.parameters();
        try (Connection connection = probe.connections().getConnection()) {
            connection.setAutoCommit(false);
            try {
                refuseWithoutCounts(file, run(connection, statement.withMarks(), parameters), parameters);
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            if (!isOfValues(e, samples.keySet().containsAll(parameters))) {
                throw problem(e, statement.text());
            }
        }
    }

    /**
     * Has PostgreSQL plan one file, and runs nothing of it.
     *
     * @return what PostgreSQL refuses; empty where it knows every table, column and function, and lets the role
     */
    public Optional<FileMistake> explain(SqlFile file) {
        int parameters = file.parameters().size();
        try (Connection connection = probe.connections().getConnection();
                PreparedStatement plan = connection.prepareStatement(EXPLAIN + file.withMarks())) {
            for (int i = 1; i <= parameters; i++) {
                plan.setObject(i, null);
            }
            plan.execute();
            return Optional.empty();
        } catch (SQLException e) {
            // The place of a mistake is one in what was sent.
            int line = line(EXPLAIN + file.withNumbers(), e);
            return Optional.of(new FileMistake(
                    file.path(), line, problem(e, file.text()).problem().toString()));
        }
    }

    private static int line(String sent, SQLException refusal) {
        ServerErrorMessage words = refusal instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
        int position = words == null ? 0 : Math.min(words.getPosition(), sent.length());
        return 1
                + (int) sent.substring(0, position)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
    }

    /** Returns the names of the columns that it answers with. */
    private List<String> run(Connection connection, String statement, List<String> parameters) throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(statement)) {
            for (int i = 0; i < parameters.size(); i++) {
                prepared.setObject(i + 1, samples.get(parameters.get(i)));
            }
            List<String> columns = new ArrayList<>();
            if (prepared.execute()) {
                ResultSetMetaData answer = prepared.getMetaData();
                for (int i = 1; i <= answer.getColumnCount(); i++) {
                    columns.add(answer.getColumnName(i));
                }
            }
            return columns;
        }
    }

    /** What stores messages must say how many: else the account of the messages does not close. */
    private static void refuseWithoutCounts(Path file, List<String> columns, List<String> parameters)
            throws DatabaseProblem {
        List<String> missing = new ArrayList<>(COUNTS);
        missing.removeAll(columns);
        if (parameters.contains("messages") && !missing.isEmpty()) {
            throw new DatabaseProblem(
                    // As PostgreSQL reports a column that does not exist.
                    "42703",
                    "its answer must have the columns stored and duplicate, but has no "
                            + String.join(" and no ", missing),
                    "end " + file.getFileName() + " as the shipped store-messages.sql ends",
                    null);
        }
    }

    /** Whether a refusal is one of the values, not of the statement. */
    private static boolean isOfValues(SQLException refusal, boolean knownValues) {
        String state = String.valueOf(refusal.getSQLState());
        // No partition for the sample: looked at on its own, and not a matter of rights.
        boolean partition = state.equals("23514")
                && refusal instanceof PSQLException postgres
                && postgres.getServerErrorMessage() != null
                && postgres.getServerErrorMessage().getConstraint() == null;
        return partition || !knownValues && (state.matches("2[123].*") || state.equals("42P18"));
    }

    private DatabaseProblem problem(SQLException refusal, String text) {
        DatabaseProblem problem = probe.problem(refusal);
        if (!"42501".equals(refusal.getSQLState())) {
            return problem;
        }
        String tables = TABLE.matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .distinct()
                .collect(Collectors.joining(" "));
        String role = SqlNames.quoted(probe.facts().role());
        String grants = probe.sql().queryForList(LACKING, String.class, tables).stream()
                .map(grant -> grant + role)
                .collect(Collectors.joining("; "));
        return grants.isEmpty()
                ? problem
                : new DatabaseProblem(
                        problem.key(),
                        problem.getMessage(),
                        "as the owner of the tables: " + probe.facts().inSchema(grants),
                        refusal);
    }
}
