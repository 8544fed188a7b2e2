package io.deviceingest.compose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The file {@code compose.yaml}, as Docker Compose reads it. */
record ComposeFile(JsonNode json) {

    static final Path FILE = Path.of("compose.yaml");

    /** A variable that Compose refuses to go without; what follows is said then. */
    private static final Pattern REQUIRED = Pattern.compile("\\$\\{([A-Z_]+):\\?[^}]+}");

    static ComposeFile read() throws IOException {
        return new ComposeFile(yaml(FILE));
    }

    static JsonNode yaml(Path file) throws IOException {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        return new ObjectMapper().valueToTree(new Yaml(new SafeConstructor(strict)).load(Files.readString(file)));
    }

    /** A folder or file of this repository, and where a container has it. */
    record Mount(Path source, String target) {}

    List<String> services() {
        List<String> names = new ArrayList<>();
        json.path("services").fieldNames().forEachRemaining(names::add);
        return names;
    }

    JsonNode service(String name) {
        return json.path("services").path(name);
    }

    /** The variables of a service, as they are written. */
    Map<String, String> environment(String service) {
        Map<String, String> variables = new LinkedHashMap<>();
        service(service)
                .path("environment")
                .properties()
                .forEach(variable ->
                        variables.put(variable.getKey(), variable.getValue().asText()));
        return variables;
    }

    /** The variable that somebody must set for this value; empty for a value that stands here. */
    static String requiredBy(String value) {
        Matcher required = REQUIRED.matcher(value);
        return required.matches() ? required.group(1) : "";
    }

    List<Mount> mounts(String service) {
        List<Mount> mounts = new ArrayList<>();
        for (JsonNode volume : service(service).path("volumes")) {
            if (volume.isObject()) {
                mounts.add(new Mount(
                        Path.of(volume.path("source").asText()).normalize(),
                        volume.path("target").asText()));
            } else if (volume.asText().startsWith("./")) {
                String[] parts = volume.asText().split(":", -1);
                mounts.add(new Mount(Path.of(parts[0]).normalize(), parts[1]));
            }
        }
        return mounts;
    }

    /** The volumes that a service keeps its data in. */
    List<String> volumes(String service) {
        List<String> names = new ArrayList<>();
        for (JsonNode volume : service(service).path("volumes")) {
            if (volume.isTextual() && !volume.asText().startsWith("./")) {
                names.add(volume.asText().split(":", -1)[0]);
            }
        }
        return names;
    }

    List<String> words(String service, String field) {
        List<String> words = new ArrayList<>();
        service(service).path(field).forEach(word -> words.add(word.asText()));
        return words;
    }
}
