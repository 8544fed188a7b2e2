package io.deviceingest.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.FileSystemUtils;

/** The console's component in an overlay, as its README says: what it adds, and that it adds nothing else. */
class ConsoleComponentTest {

    @ParameterizedTest
    @ValueSource(strings = {"single", "scaled", "demo"})
    void itIsAddedToAnyOverlayAndSwitchesTheConsoleOn(
            String overlay, @TempDir(factory = BesideTheProject.class) Path folder) throws Exception {
        Manifests without = Manifests.ofOverlay(overlay);
        Manifests with = with(overlay, folder);

        for (JsonNode object : with.objects()) {
            if (StrictModel.knows(object)) {
                assertThat(StrictModel.read(object).getMetadata().getName()).isNotEmpty();
            }
        }
        assertThat(with.objects()).hasSameSizeAs(without.objects());
        assertThat(added(Pod.of(without, 0).environment(), Pod.of(with, 0).environment()))
                .containsExactly(Map.entry("CONSOLE", "write"));
        assertThat(ProgramSettings.defaults()).containsKeys("CONSOLE", "CONSOLE_USERNAME", "CONSOLE_PASSWORD");
    }

    private static Map<String, String> added(Map<String, String> before, Map<String, String> after) {
        Map<String, String> added = new HashMap<>(after);
        added.entrySet().removeAll(before.entrySet());
        return added;
    }

    @Test
    void thePolicyOpensTheManagementPortAloneForLabelledNamespacesAlone(
            @TempDir(factory = BesideTheProject.class) Path folder) throws Exception {
        Manifests with = with("single", folder);
        List<NetworkPolicyIngressRule> before =
                policy(Manifests.ofOverlay("single")).getSpec().getIngress();
        List<NetworkPolicyIngressRule> after = policy(with).getSpec().getIngress();
        String port = Pod.of(with, 0).container().getPorts().get(0).getName();

        assertThat(policy(with).getSpec().getEgress())
                .isEqualTo(policy(Manifests.ofOverlay("single")).getSpec().getEgress());
        assertThat(after).hasSize(before.size() + 1).containsAll(before);
        NetworkPolicyIngressRule added = after.get(after.size() - 1);
        assertThat(added.getPorts()).hasSize(1).allSatisfy(opened -> {
            assertThat(opened.getProtocol()).isEqualTo("TCP");
            assertThat(opened.getPort().getStrVal()).isEqualTo(port);
        });
        assertThat(added.getFrom()).hasSize(1).allSatisfy(peer -> {
            assertThat(peer.getNamespaceSelector().getMatchLabels())
                    .containsExactly(Map.entry("device-ingest/console", "allowed"));
            assertThat(peer.getPodSelector()).isNull();
            assertThat(peer.getIpBlock()).isNull();
        });
        assertThat(Files.readString(Path.of("k8s/README.md")))
                .contains("kubectl label namespace ingress-nginx device-ingest/console=allowed");
    }

    private static NetworkPolicy policy(Manifests manifests) {
        return manifests.one(NetworkPolicy.class, "device-ingest");
    }

    @Test
    void theJobThatRetiresAReplicaOfSuchAnOverlayIsStillBuiltAndLetsNothingIn(
            @TempDir(factory = BesideTheProject.class) Path folder) throws Exception {
        add("single", folder);

        assertThat(policy(Manifests.of(folder.resolve("k8s/retire/single")))
                        .getSpec()
                        .getIngress())
                .isEmpty();
    }

    private static Manifests with(String overlay, Path folder) throws Exception {
        return Manifests.of(add(overlay, folder));
    }

    /** As the README says, in a copy of the files. */
    private static Path add(String overlay, Path folder) throws Exception {
        for (String files : List.of("k8s", "routes")) {
            FileSystemUtils.copyRecursively(Path.of(files), folder.resolve(files));
        }
        Path changed = folder.resolve(Manifests.OVERLAYS).resolve(overlay);
        Files.writeString(
                changed.resolve("kustomization.yaml"), "\ncomponents:\n  - ../../console\n", StandardOpenOption.APPEND);
        return changed;
    }
}
