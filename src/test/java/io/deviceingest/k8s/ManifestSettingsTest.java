package io.deviceingest.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.deviceingest.IngestProgram;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.convert.DurationStyle;

/** What the manifests name exists in the program, and what the program can be told can be told by the manifests. */
class ManifestSettingsTest {

    private static final Path CAMEL_K = Path.of("k8s", "camel-k", "site");
    /** Read by the program, and by Camel in it, beside the settings. */
    private static final Set<String> BESIDE_THE_SETTINGS = Set.of("SECRETS_DIR", "CAMEL_MAIN_ROUTESINCLUDEPATTERN");

    @ParameterizedTest
    @ValueSource(strings = {"single", "scaled", "demo"})
    void everyVariableIsASettingOfTheProgram(String overlay) throws Exception {
        assertThat(known())
                .containsAll(
                        Pod.of(Manifests.ofOverlay(overlay), 0).environment().keySet());
    }

    @Test
    void everyVariableOfTheIntegrationIsASettingOfTheProgram() throws Exception {
        assertThat(known()).containsAll(integrationVariables().keySet());
    }

    private static Set<String> known() throws Exception {
        Set<String> known = new HashSet<>(ProgramSettings.defaults().keySet());
        known.addAll(BESIDE_THE_SETTINGS);
        return known;
    }

    static Map<String, String> integrationVariables() throws Exception {
        Map<String, String> variables = new HashMap<>();
        for (JsonNode variable : integration().at("/spec/traits/environment/vars")) {
            variables.put(variable.asText().split("=", 2)[0], variable.asText().split("=", 2)[1]);
        }
        return variables;
    }

    static JsonNode integration() throws Exception {
        return Manifests.of(CAMEL_K).objects().get(0);
    }

    @Test
    void anOverlayReachesEverySetting(@TempDir(factory = BesideTheProject.class) Path overlay) throws Exception {
        Set<String> settings = ProgramSettings.defaults().keySet();
        Path base = overlay.toAbsolutePath().relativize(Path.of("k8s/base").toAbsolutePath());
        Files.writeString(overlay.resolve("kustomization.yaml"), """
                resources: [%s]
                configMapGenerator:
                  - {name: device-ingest-settings, behavior: merge, envs: [settings.env]}
                """.formatted(base));
        Files.write(
                overlay.resolve("settings.env"),
                settings.stream().map(name -> name + "=said by the overlay").toList());

        Map<String, String> environment = Pod.of(Manifests.of(overlay), 0).environment();

        assertThat(environment).containsKeys(settings.toArray(String[]::new));
        assertThat(environment.entrySet())
                .filteredOn(variable -> !variable.getValue().equals("said by the overlay"))
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder("MQTT_CLIENT_ID", "SECRETS_DIR");
    }

    @Test
    void everyPortIsTheProgramsOwn() throws Exception {
        Map<String, String> defaults = ProgramSettings.defaults();
        int management = Integer.parseInt(defaults.get("MANAGEMENT_PORT"));
        Manifests single = Manifests.ofOverlay("single");
        Pod pod = Pod.of(single, 0);

        assertThat(pod.container().getPorts())
                .extracting(port -> port.getContainerPort() + " " + port.getName())
                .containsExactly(management + " management");
        assertThat(List.of(
                        pod.container().getStartupProbe(),
                        pod.container().getLivenessProbe(),
                        pod.container().getReadinessProbe()))
                .extracting(probe -> probe.getHttpGet().getPort().getStrVal())
                .containsOnly("management");
        assertThat(single.all(Service.class))
                .hasSize(2)
                .flatExtracting(service -> service.getSpec().getPorts())
                .allSatisfy(port -> {
                    assertThat(port.getPort()).isEqualTo(management);
                    assertThat(port.getTargetPort().getStrVal()).isEqualTo("management");
                });
        assertThat(integration().at("/spec/traits/container/port").asInt()).isEqualTo(management);
        assertThat(single.one(NetworkPolicy.class, "device-ingest").getSpec().getEgress())
                .flatExtracting(rule -> rule.getPorts())
                .extracting(port -> port.getPort().getIntVal())
                .contains(
                        Integer.valueOf(defaults.get("MQTT_BROKER_PORT")),
                        Integer.valueOf(pod.environment().get("DB_URL").replaceAll(".*:(\\d+)/.*", "$1")));
    }

    @Test
    void aPodHasMoreTimeToEndThanTheProgramTakes() throws Exception {
        Duration answer = DurationStyle.SIMPLE.parse(ProgramSettings.defaults().get("DB_SOCKET_TIMEOUT"));
        Duration program = answer.plus(IngestProgram.LONGEST_STOP);

        assertThat(Pod.of(Manifests.ofOverlay("single"), 0).spec().getTerminationGracePeriodSeconds())
                .isGreaterThan(program.toSeconds());
    }

    @Test
    void everyFileThatAVariableNamesIsMounted() throws Exception {
        Pod pod = Pod.of(Manifests.ofOverlay("single"), 0);
        List<String> mounts = new ArrayList<>();
        pod.container().getVolumeMounts().forEach(mount -> mounts.add(mount.getMountPath()));
        assertMounted(pod.environment(), mounts);

        List<String> resources = new ArrayList<>();
        integration()
                .at("/spec/traits/mount/resources")
                .forEach(resource -> resources.add(resource.asText().split("@", -1)[1]));
        assertMounted(integrationVariables(), resources);
    }

    private static void assertMounted(Map<String, String> environment, List<String> mounts) {
        Set<String> paths = environment.values().stream()
                .filter(value -> value.startsWith("/"))
                .collect(Collectors.toSet());
        assertThat(paths)
                .isNotEmpty()
                .allSatisfy(path -> assertThat(mounts)
                        .anyMatch(mount ->
                                path.equals(mount) || Path.of(path).getParent().equals(Path.of(mount))));
    }
}
