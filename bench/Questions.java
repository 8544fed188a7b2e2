import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Asks the questions of the pages, of the views and of the dashboards, as the files of this repository have them: of the
 * program's tables, and of the same readings with one column for each metric.
 */
public class Questions {

    private static final int RUNS = 5;
    private static final Duration LONG = Duration.ofSeconds(2);
    private static final Duration TOO_LONG = Duration.ofSeconds(60);
    private static final Pattern ABOUT_READINGS = Pattern.compile("\\b(reading|device_metrics\\w*|device_latest)\\b");

    /** What one question came to: milliseconds, rows, and pages of 8 KiB. */
    record Answer(double millis, long rows, long buffers) {}

    /** Arguments: the database's JDBC address, the folder of this repository. */
    public static void main(String[] args) throws Exception {
        Path repository = Path.of(args[1]);
        Map<String, String> questions = new LinkedHashMap<>();
        for (String page : List.of("README.md", "docs/data.md")) {
            ofPage(Files.readString(repository.resolve(page)))
                    .forEach(query -> questions.put(page + ": " + query, query));
        }
        questions.putAll(ofViews(Files.readString(repository.resolve("bench/questions/views.sql"))));
        try (Stream<Path> files = Files.list(repository.resolve("k8s/grafana"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                questions.putAll(ofDashboard(new ObjectMapper().readTree(file.toFile())));
            }
        }
        // In the simple mode a statement is planned with what stands in it, as Grafana and psql have it.
        try (Connection connection = DriverManager.getConnection(args[0] + "&preferQueryMode=simple")) {
            System.out.println("    device-ingest              |  one column per metric      |");
            System.out.println("     ms      rows     pages    |     ms      rows     pages  | question");
            for (Map.Entry<String, String> question : questions.entrySet()) {
                String own = row(connection, "public", question.getValue());
                // There nobody knows where a time is from.
                String columns = ABOUT_READINGS.matcher(question.getValue()).find()
                                && !question.getValue().contains("ts_source")
                        ? row(connection, "columns, public", question.getValue())
                        : "%7s %9s %9s".formatted("", "", "");
                System.out.printf(
                        "%s    | %s  | %s%n", own, columns, question.getKey().replaceAll("\\s+", " "));
            }
        }
    }

    private static String row(Connection connection, String schemas, String query) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET search_path = " + schemas + "; SET statement_timeout = " + TOO_LONG.toMillis());
        }
        try {
            Answer answer = ask(connection, query);
            return "%7s %9d %9d"
                    .formatted(
                            String.format(Locale.ROOT, answer.millis() < 10 ? "%.1f" : "%.0f", answer.millis()),
                            answer.rows(),
                            answer.buffers());
        } catch (SQLException e) {
            // query_canceled, by its time
            if (!"57014".equals(e.getSQLState())) {
                throw new SQLException(e.getMessage() + "\n" + query, e.getSQLState(), e);
            }
            return "%7s %9s %9s".formatted(">" + TOO_LONG.toMillis(), "", "");
        }
    }

    /** The median of some runs after the first one, which makes it warm; where that takes long, the time of one more. */
    private static Answer ask(Connection connection, String query) throws SQLException {
        long begin = System.nanoTime();
        long rows = rows(connection, query);
        if (System.nanoTime() - begin > LONG.toNanos()) {
            JsonNode plan = analyzed(connection, query);
            return new Answer(plan.path("Execution Time").asDouble(), rows, buffers(plan));
        }
        double[] millis = new double[RUNS];
        for (int i = 0; i < RUNS; i++) {
            begin = System.nanoTime();
            rows(connection, query);
            millis[i] = (System.nanoTime() - begin) / 1e6;
        }
        Arrays.sort(millis);
        return new Answer(millis[RUNS / 2], rows, buffers(analyzed(connection, query)));
    }

    private static long rows(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            long rows = 0;
            while (result.next()) {
                rows++;
            }
            return rows;
        }
    }

    private static long buffers(JsonNode analyzed) {
        JsonNode plan = analyzed.path("Plan");
        return plan.path("Shared Hit Blocks").asLong()
                + plan.path("Shared Read Blocks").asLong();
    }

    private static JsonNode analyzed(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result =
                        statement.executeQuery("EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) " + query)) {
            result.next();
            return new ObjectMapper().readTree(result.getString(1)).path(0);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Those of a page that stand in a block of SQL, in the option -c of psql, or alone in a line of prose. */
    private static List<String> ofPage(String page) {
        List<String> queries = new ArrayList<>();
        Pattern.compile("```sql\\n(.*?)```", Pattern.DOTALL)
                .matcher(page)
                .results()
                .forEach(block -> queries.addAll(statements(block.group(1))));
        Pattern.compile("-c '(SELECT [^\\n]+?)'\\s|-c \"(SELECT [^\\n]+?)\"\\s|`(SELECT [^`]+)`")
                .matcher(page)
                .results()
                .map(Questions::firstGroup)
                .forEach(queries::add);
        return queries;
    }

    private static String firstGroup(MatchResult match) {
        return Stream.of(match.group(1), match.group(2), match.group(3))
                .filter(group -> group != null)
                .findFirst()
                .get();
    }

    private static List<String> statements(String block) {
        return Arrays.stream(block.split(";\\s*(\\n|$)"))
                .map(String::strip)
                .filter(one -> one.startsWith("SELECT"))
                .toList();
    }

    /** Each has its name above it. */
    private static Map<String, String> ofViews(String file) {
        Map<String, String> queries = new LinkedHashMap<>();
        Pattern.compile("-- ([^\\n.]+)\\n(SELECT .*?);\\n", Pattern.DOTALL)
                .matcher(file)
                .results()
                .forEach(query -> queries.put("views: " + query.group(1), query.group(2)));
        return queries;
    }

    /** The panels and the variables of a dashboard, of its own time, and of 30 days where it is shorter. */
    private static Map<String, String> ofDashboard(JsonNode dashboard) {
        Map<String, String> queries = new LinkedHashMap<>();
        String title = dashboard.path("title").asText();
        for (Duration shown : List.of(Duration.ofHours(24), Duration.ofDays(30))) {
            String range = shown.toDays() == 1 ? "24 hours" : shown.toDays() + " days";
            for (JsonNode variable : dashboard.at("/templating/list")) {
                if (variable.at("/datasource/type").asText().contains("postgresql")) {
                    queries.put(
                            "%s, variable %s, %s"
                                    .formatted(title, variable.path("name").asText(), range),
                            filledIn(variable.path("query").asText(), shown));
                }
            }
            for (JsonNode panel : dashboard.path("panels")) {
                for (JsonNode target : panel.path("targets")) {
                    if (target.has("rawSql")) {
                        queries.put(
                                "%s, %s, %s"
                                        .formatted(title, panel.path("title").asText(), range),
                                filledIn(target.path("rawSql").asText(), shown));
                    }
                }
            }
        }
        return queries;
    }

    /** As Grafana writes out its variables and the macros of its PostgreSQL data source, in a panel of 1,000 points. */
    private static String filledIn(String query, Duration shown) {
        Instant to = Instant.now();
        String from = to.minus(shown).toString();
        long interval = shown.toDays() == 1 ? 120 : 3600;
        return query.replace("${device:sqlstring}", "'esp8266'")
                .replace("${metric:sqlstring}", "'temperature'")
                .replaceAll("\\$__timeFilter\\((\\w+)\\)", "$1 BETWEEN '" + from + "' AND '" + to + "'")
                .replace("$__timeFrom()", "'" + from + "'")
                .replace("$__timeTo()", "'" + to + "'")
                .replaceAll(
                        "\\$__timeGroupAlias\\((\\w+), ?\\$__interval\\)",
                        "floor(extract(epoch from $1)/" + interval + ")*" + interval + " AS \"time\"");
    }
}
