package io.deviceingest.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What a panel or a variable of a dashboard asks the database. */
record DatabaseQuery(String name, String text, boolean isTimeSeries) {

    /** Those of all dashboards. */
    static List<DatabaseQuery> all() throws IOException {
        List<DatabaseQuery> queries = new ArrayList<>();
        for (Dashboard dashboard : Dashboard.all()) {
            String title = dashboard.json().path("title").asText();
            for (JsonNode variable : dashboard.variables()) {
                if (isDatabase(variable)) {
                    queries.add(new DatabaseQuery(
                            title + ": variable " + variable.path("name").asText(),
                            variable.path("query").asText(),
                            false));
                }
            }
            for (JsonNode panel : dashboard.panels()) {
                if (isDatabase(panel)) {
                    JsonNode target = panel.at("/targets/0");
                    queries.add(new DatabaseQuery(
                            title + ": " + panel.path("title").asText(),
                            target.path("rawSql").asText(),
                            target.path("format").asText().equals("time_series")));
                }
            }
        }
        return queries;
    }

    static DatabaseQuery named(String name) throws IOException {
        return all().stream()
                .filter(query -> query.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isDatabase(JsonNode element) {
        return element.at("/datasource/type").asText().equals("grafana-postgresql-datasource");
    }

    /** As Grafana writes out its variables and the macros of its PostgreSQL data source. */
    String filledIn(String device, String metric, Duration shown) {
        String from = Instant.now().minus(shown).toString();
        String to = Instant.now().plus(Duration.ofMinutes(1)).toString();
        String filledIn = text.replace("${device:sqlstring}", "'" + device.replace("'", "''") + "'")
                .replace("${metric:sqlstring}", "'" + metric + "'")
                .replaceAll("\\$__timeFilter\\((\\w+)\\)", "$1 BETWEEN '" + from + "' AND '" + to + "'")
                .replace("$__timeFrom()", "'" + from + "'")
                .replace("$__timeTo()", "'" + to + "'")
                .replaceAll(
                        "\\$__timeGroupAlias\\((\\w+), \\$__interval\\)",
                        "floor(extract(epoch from $1)/60)*60 AS \"time\"");
        if (filledIn.contains("$")) {
            throw new IllegalStateException("a macro or a variable that is not known: " + filledIn);
        }
        return filledIn;
    }

    @Override
    public String toString() {
        return name;
    }
}
