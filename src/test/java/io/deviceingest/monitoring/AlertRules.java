package io.deviceingest.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The rules that the object {@code k8s/prometheus/rules.yaml} holds, as Prometheus itself reads them. */
final class AlertRules {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode spec;

    private AlertRules(JsonNode spec) {
        this.spec = spec;
    }

    static AlertRules read() throws IOException {
        return new AlertRules(yaml(Path.of("k8s/prometheus/rules.yaml")).path("spec"));
    }

    static JsonNode yaml(Path file) throws IOException {
        return JSON.valueToTree(new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file)));
    }

    List<JsonNode> all() {
        List<JsonNode> rules = new ArrayList<>();
        spec.path("groups").forEach(group -> group.path("rules").forEach(rules::add));
        return rules;
    }

    List<JsonNode> alerts() {
        return all().stream().filter(rule -> rule.has("alert")).toList();
    }

    /** Writes them as a rule file; JSON is YAML too. */
    Path write(Path file) throws IOException {
        return Files.writeString(file, spec.toString());
    }

    /** Writes them with the summary alone: promtool compares every annotation, and the others never vary. */
    Path writeWithSummaries(Path file) throws IOException {
        AlertRules copy = new AlertRules(spec.deepCopy());
        copy.alerts().forEach(alert -> ((ObjectNode) alert.path("annotations")).retain("summary"));
        return copy.write(file);
    }
}
