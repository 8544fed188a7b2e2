package io.deviceingest.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobSpec;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Job that retires a replica is that replica's pod with another argument, and nothing that serves takes it for one. */
class RetireJobTest {

    private static Manifests retirement(String overlay) throws Exception {
        return Manifests.of(Path.of("k8s", "retire", overlay));
    }

    @ParameterizedTest
    @CsvSource({"single, device-ingest-0", "scaled, device-ingest-shared-2"})
    void itRunsAsTheReplicaRanUnderTheClientIdOfOneThatTheOverlayHas(String overlay, String clientId) throws Exception {
        Pod job = Pod.ofRetirement(retirement(overlay));
        Pod replica = Pod.of(Manifests.ofOverlay(overlay), clientId.charAt(clientId.length() - 1) - '0');
        Map<String, String> environment = new HashMap<>(replica.environment());

        assertThat(environment.put("MQTT_CLIENT_ID", clientId)).isEqualTo(clientId);
        assertThat(job.environment()).isEqualTo(environment);
        assertThat(job.container().getArgs()).containsExactly("retire");
        assertThat(served(job.container())).isEqualTo(served(replica.container()));
        PodSpec spec = job.spec();
        assertThat(spec.getVolumes()).isEqualTo(replica.spec().getVolumes());
        assertThat(spec.getSecurityContext()).isEqualTo(replica.spec().getSecurityContext());
        assertThat(spec.getAutomountServiceAccountToken()).isFalse();
        assertThat(spec.getEnableServiceLinks()).isFalse();
    }

    /** What both containers have in common. */
    private static List<Object> served(Container container) {
        return List.of(
                container.getImage(),
                container.getVolumeMounts(),
                container.getSecurityContext(),
                container.getResources(),
                container.getEnvFrom());
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "scaled"})
    void itIsTriedOnceAndWithoutProbes(String overlay) throws Exception {
        JobSpec job = retirement(overlay).one(Job.class, "device-ingest-retire").getSpec();
        Container container = job.getTemplate().getSpec().getContainers().get(0);

        assertThat(job.getBackoffLimit()).isZero();
        assertThat(job.getTemplate().getSpec().getRestartPolicy()).isEqualTo("Never");
        assertThat(container.getStartupProbe()).isNull();
        assertThat(container.getLivenessProbe()).isNull();
        assertThat(container.getReadinessProbe()).isNull();
        assertThat(container.getPorts()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "scaled"})
    void nothingThatServesReplicasFindsItsPod(String overlay) throws Exception {
        Map<String, String> labels = retirement(overlay)
                .one(Job.class, "device-ingest-retire")
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getLabels();
        Manifests running = Manifests.ofOverlay(overlay);

        assertThat(running.all(Service.class))
                .isNotEmpty()
                .noneMatch(service -> finds(service.getSpec().getSelector(), labels));
        PodDisruptionBudget budget = running.one(PodDisruptionBudget.class, "device-ingest");
        assertThat(finds(budget.getSpec().getSelector().getMatchLabels(), labels))
                .isFalse();
        NetworkPolicy policy = retirement(overlay).one(NetworkPolicy.class, "device-ingest-retire");
        assertThat(finds(policy.getSpec().getPodSelector().getMatchLabels(), labels))
                .isTrue();
        assertThat(policy.getSpec().getIngress()).isEmpty();
        assertThat(policy.getSpec().getEgress())
                .isEqualTo(running.one(NetworkPolicy.class, "device-ingest")
                        .getSpec()
                        .getEgress());
    }

    private static boolean finds(Map<String, String> selector, Map<String, String> labels) {
        return labels.entrySet().containsAll(selector.entrySet());
    }

    @Test
    void whatRunningReplicasUseIsAppliedUnchangedOrNotAtAll() throws Exception {
        for (String overlay : List.of("single", "scaled")) {
            List<JsonNode> running = Manifests.ofOverlay(overlay).objects();

            assertThat(retirement(overlay).objects())
                    .filteredOn(object -> !object.at("/metadata/name").asText().equals("device-ingest-retire"))
                    .isNotEmpty()
                    .isSubsetOf(running)
                    .extracting(object -> object.path("kind").asText())
                    .doesNotContain("Namespace", "StatefulSet", "Service");
        }
    }
}
