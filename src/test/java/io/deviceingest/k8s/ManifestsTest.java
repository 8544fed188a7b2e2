package io.deviceingest.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every overlay is built, and what comes out is what an API server takes: no field that it does not know. */
class ManifestsTest {

    private static final Pattern VERSION = Pattern.compile("<version>([^<]*-SNAPSHOT|[\\d.]+)</version>\\s*<name>");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "k8s/overlays/single",
                "k8s/overlays/scaled",
                "k8s/overlays/demo",
                "k8s/retire/single",
                "k8s/retire/scaled",
                "k8s/camel-k/integration",
                "k8s/camel-k/site",
                "k8s/prometheus",
                "k8s/grafana"
            })
    void everyObjectHasTheFieldsOfItsKindAndNoOthers(String folder) throws Exception {
        List<JsonNode> objects = Manifests.of(Path.of(folder)).objects();

        assertThat(objects).isNotEmpty();
        for (JsonNode object : objects) {
            if (StrictModel.knows(object)) {
                assertThat(StrictModel.read(object).getMetadata().getName()).isNotEmpty();
            } else {
                assertThat(schema(object.path("kind").asText()).validate(object))
                        .extracting(Error::toString)
                        .isEmpty();
            }
        }
    }

    private static Schema schema(String kind) throws Exception {
        String resource = "/k8s/" + kind.toLowerCase(Locale.ROOT) + ".schema.json";
        try (InputStream json = ManifestsTest.class.getResourceAsStream(resource)) {
            assertThat(json).as("the schema " + resource).isNotNull();
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(new String(json.readAllBytes(), StandardCharsets.UTF_8), InputFormat.JSON);
        }
    }

    @Test
    void theServiceMonitorFindsTheMetricsServiceOfItsNamespace() throws Exception {
        JsonNode monitor = Manifests.of(Path.of("k8s", "prometheus")).objects().stream()
                .filter(object -> object.path("kind").asText().equals("ServiceMonitor"))
                .findFirst()
                .orElseThrow();
        String port = monitor.at("/spec/endpoints/0/port").asText();
        for (String overlay : List.of("single", "scaled")) {
            Service metrics = Manifests.ofOverlay(overlay).one(Service.class, "device-ingest-metrics");

            assertThat(metrics.getMetadata().getNamespace())
                    .isEqualTo(monitor.at("/metadata/namespace").asText());
            monitor.at("/spec/selector/matchLabels")
                    .properties()
                    .forEach(label -> assertThat(metrics.getMetadata().getLabels())
                            .containsEntry(label.getKey(), label.getValue().asText()));
            assertThat(metrics.getSpec().getPorts())
                    .extracting(ServicePort::getName)
                    .contains(port);
        }
    }

    @Test
    void anUnknownFieldIsRefused() throws Exception {
        JsonNode misspelt = new ObjectMapper().readTree("""
                {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "s"},
                 "spec": {"ports": [{"port": 1, "targetPrt": 2}]}}
                """);

        assertThatThrownBy(() -> StrictModel.read(misspelt))
                .hasMessageContaining("v1/Service s: Unrecognized field \"targetPrt\"");
    }

    @Test
    void theConfigMapsHoldEveryFileOfTheRoutesFolder() throws Exception {
        Manifests single = Manifests.ofOverlay("single");

        assertThat(single.one(ConfigMap.class, "device-ingest-routes").getData())
                .containsOnlyKeys(names("routes", ".camel.yaml"));
        assertThat(single.one(ConfigMap.class, "device-ingest-mapping").getData())
                .containsOnlyKeys(names("routes/mapping", ""));
        assertThat(single.one(ConfigMap.class, "device-ingest-sql").getData())
                .containsOnlyKeys(names("routes/sql", ""));
    }

    @Test
    void theDialectsAreInThePodAsInTheirFolder(@TempDir Path root) throws Exception {
        Path folder = Path.of("routes/dialects");
        Pod.of(Manifests.ofOverlay("single"), 0)
                .mount(root, Map.of("device-ingest-credentials", Map.of(), "device-ingest-ca", Map.of()));
        Path mounted = root.resolve("etc/device-ingest/routes/dialects");
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(file -> file.toString().matches(".*\\.(jslt|camel\\.yaml)")))
                    .hasSizeGreaterThan(8)
                    .allSatisfy(file ->
                            assertThat(mounted.resolve(folder.relativize(file))).hasSameTextualContentAs(file));
        }
    }

    private static String[] names(String folder, String suffix) throws Exception {
        try (Stream<Path> files = Files.list(Path.of(folder))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(suffix))
                    .toArray(String[]::new);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "scaled", "demo"})
    void everyObjectIsInTheOverlaysOwnNamespace(String overlay) throws Exception {
        Set<String> namespaces = new HashSet<>();
        for (JsonNode object : Manifests.ofOverlay(overlay).objects()) {
            String field = object.path("kind").asText().equals("Namespace") ? "name" : "namespace";
            namespaces.add(object.path("metadata").path(field).asText());
        }
        assertThat(namespaces).containsExactly(overlay.equals("demo") ? "device-ingest-demo" : "device-ingest");
    }

    @Test
    void theImageIsThatOfThisVersion() throws Exception {
        String version = VERSION.matcher(Files.readString(Path.of("pom.xml")))
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow();
        String image = "registry.example.com/device-ingest:" + version;

        for (String overlay : List.of("single", "scaled")) {
            assertThat(Pod.of(Manifests.ofOverlay(overlay), 0).container().getImage())
                    .isEqualTo(image);
        }
        assertThat(Manifests.of(Path.of("k8s/camel-k/site")).texts()).contains(image);
    }

    @Test
    void theOverlaysHaveClientIdsOfTheirOwn() throws Exception {
        Manifests single = Manifests.ofOverlay("single");
        Manifests scaled = Manifests.ofOverlay("scaled");

        assertThat(Pod.of(single, 0).environment()).containsEntry("MQTT_CLIENT_ID", "device-ingest-0");
        assertThat(Pod.of(scaled, 0).environment())
                .containsEntry("MQTT_CLIENT_ID", "device-ingest-shared-0")
                .containsEntry("MQTT_SHARE_GROUP", "device-ingest");
        assertThat(Pod.of(single, 0).environment()).doesNotContainKey("MQTT_SHARE_GROUP");
        assertThat(scaled.one(StatefulSet.class, "device-ingest").getSpec().getReplicas())
                .isEqualTo(3);
    }
}
