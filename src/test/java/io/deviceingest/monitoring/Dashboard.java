package io.deviceingest.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A dashboard of {@code k8s/grafana}, as Grafana reads it. */
record Dashboard(Path file, JsonNode json) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path DIRECTORY = Path.of("k8s/grafana");

    static Dashboard read(String name) throws IOException {
        Path file = DIRECTORY.resolve(name);
        return new Dashboard(file, JSON.readTree(Files.readString(file)));
    }

    static List<Dashboard> all() throws IOException {
        List<Dashboard> dashboards = new ArrayList<>();
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                dashboards.add(read(file.getFileName().toString()));
            }
        }
        return dashboards;
    }

    /** All panels, rows among them. */
    List<JsonNode> panels() {
        return elements(json.path("panels"));
    }

    /** Its variables that are filled by a query. */
    List<JsonNode> variables() {
        return elements(json.at("/templating/list")).stream()
                .filter(variable -> variable.path("type").asText().equals("query"))
                .toList();
    }

    /** The moments that it marks in every panel. */
    List<JsonNode> annotations() {
        return elements(json.at("/annotations/list"));
    }

    static List<JsonNode> elements(JsonNode list) {
        List<JsonNode> elements = new ArrayList<>();
        list.forEach(elements::add);
        return elements;
    }
}
