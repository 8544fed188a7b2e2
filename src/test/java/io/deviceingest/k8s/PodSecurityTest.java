package io.deviceingest.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pod may not do: the Pod Security Standard "restricted", and beyond it. */
class PodSecurityTest {

    @ParameterizedTest
    @ValueSource(strings = {"single", "scaled", "demo"})
    void everyPodIsRestricted(String overlay) throws Exception {
        Manifests manifests = Manifests.ofOverlay(overlay);

        assertThat(manifests.all(StatefulSet.class)).isNotEmpty().allSatisfy(set -> {
            PodSpec pod = set.getSpec().getTemplate().getSpec();
            PodSecurityContext security = pod.getSecurityContext();
            assertThat(security.getRunAsNonRoot()).isTrue();
            assertThat(security.getRunAsUser()).isPositive();
            assertThat(security.getRunAsGroup()).isPositive();
            assertThat(security.getFsGroup()).isPositive();
            assertThat(security.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(pod.getAutomountServiceAccountToken()).isFalse();
            assertThat(pod.getEnableServiceLinks()).isFalse();
            assertThat(List.of(pod.getHostNetwork() == null, pod.getHostPID() == null, pod.getHostIPC() == null))
                    .containsOnly(true);
            assertThat(pod.getVolumes())
                    .filteredOn(volume -> volume.getEmptyDir() != null)
                    .isNotEmpty()
                    .allSatisfy(volume ->
                            assertThat(volume.getEmptyDir().getSizeLimit()).isNotNull());
            assertThat(pod.getVolumes())
                    .allSatisfy(volume -> assertThat(volume.getHostPath()).isNull());
            assertThat(pod.getInitContainers()).isEmpty();
            assertThat(pod.getContainers()).hasSize(1).allSatisfy(PodSecurityTest::isRestricted);
        });
    }

    private static void isRestricted(Container container) {
        SecurityContext security = container.getSecurityContext();
        assertThat(security.getAllowPrivilegeEscalation()).isFalse();
        assertThat(security.getReadOnlyRootFilesystem()).isTrue();
        assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(security.getCapabilities().getAdd()).isEmpty();
        assertThat(security.getPrivileged()).isNull();
        assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
        assertThat(container.getResources().getLimits()).containsKey("memory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "scaled", "demo"})
    void theProgramRunsAsTheImagesUserWithoutATokenAndWritesToOneFolder(String overlay) throws Exception {
        Manifests manifests = Manifests.ofOverlay(overlay);
        Pod pod = Pod.of(manifests, 0);

        assertThat(pod.spec().getSecurityContext().getRunAsUser()).isEqualTo(10001);
        assertThat(pod.spec().getSecurityContext().getRunAsGroup()).isEqualTo(10001);
        assertThat(manifests.one(ServiceAccount.class, "device-ingest").getAutomountServiceAccountToken())
                .isFalse();
        assertThat(pod.container().getVolumeMounts())
                .filteredOn(mount -> !Boolean.TRUE.equals(mount.getReadOnly()))
                .extracting(mount -> mount.getMountPath())
                .containsExactly("/tmp");
        assertThat(pod.container().getCommand()).isEmpty();
        assertThat(pod.container().getArgs()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"single", "scaled", "demo"})
    void theNamespaceEnforcesIt(String overlay) throws Exception {
        assertThat(Manifests.ofOverlay(overlay)
                        .one(Namespace.class, "device-ingest")
                        .getMetadata()
                        .getLabels())
                .containsEntry("pod-security.kubernetes.io/enforce", "restricted");
    }

    @Test
    void nothingButMetricsComesInAndNothingButNamesBrokerAndDatabaseGoesOut() throws Exception {
        NetworkPolicy policy = Manifests.ofOverlay("single").one(NetworkPolicy.class, "device-ingest");

        assertThat(policy.getSpec().getPolicyTypes()).containsExactly("Ingress", "Egress");
        assertThat(policy.getSpec().getIngress()).hasSize(1);
        assertThat(policy.getSpec().getIngress().get(0).getFrom()).hasSize(1);
        assertThat(policy.getSpec().getIngress().get(0).getPorts())
                .extracting(port -> port.getPort().getStrVal())
                .containsExactly("management");
        assertThat(policy.getSpec().getEgress())
                .flatExtracting(rule -> rule.getPorts())
                .extracting(port -> port.getPort().getIntVal())
                .containsExactly(53, 53, 8883, 5432);
    }

    @Test
    void passwordsAreFilesAndNeverVariables() throws Exception {
        for (String overlay : List.of("single", "scaled", "demo")) {
            assertThat(Pod.of(Manifests.ofOverlay(overlay), 0).environment())
                    .doesNotContainKeys("MQTT_PASSWORD", "DB_PASSWORD");
        }
    }

    @Test
    void camelKRunsItAsTheSameUser() throws Exception {
        JsonNode traits =
                Manifests.of(Path.of("k8s/camel-k/site")).objects().get(0).at("/spec/traits");
        JsonNode container = traits.path("container");

        assertThat(container.path("runAsUser").asInt()).isEqualTo(10001);
        assertThat(container.path("runAsNonRoot").asBoolean()).isTrue();
        assertThat(container.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(container.path("seccompProfileType").asText()).isEqualTo("RuntimeDefault");
        assertThat(container.path("capabilitiesDrop").get(0).asText()).isEqualTo("ALL");
        assertThat(traits.path("environment").path("vars").toString()).doesNotContain("PASSWORD");
    }
}
