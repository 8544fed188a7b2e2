package io.deviceingest.k8s;

import io.deviceingest.testkit.KubeletVolume;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One pod of a StatefulSet or a Job as the kubelet hands it to its container: the environment, and the volumes as files. */
final class Pod {

    private final Manifests manifests;
    private final PodSpec spec;
    private final String name;

    private Pod(Manifests manifests, PodTemplateSpec template, String name) {
        this.manifests = manifests;
        this.spec = template.getSpec();
        this.name = name;
    }

    /** The pod with that number of the program's StatefulSet. */
    static Pod of(Manifests manifests, int ordinal) {
        StatefulSet set = manifests.one(StatefulSet.class, "device-ingest");
        return new Pod(manifests, set.getSpec().getTemplate(), set.getMetadata().getName() + "-" + ordinal);
    }

    /** The pod of the Job that ends a replica's session. */
    static Pod ofRetirement(Manifests manifests) {
        Job job = manifests.one(Job.class, "device-ingest-retire");
        return new Pod(manifests, job.getSpec().getTemplate(), job.getMetadata().getName());
    }

    PodSpec spec() {
        return spec;
    }

    Container container() {
        return spec.getContainers().get(0);
    }

    /** What the container gets; single variables beat the ConfigMap's. */
    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        for (EnvFromSource source : container().getEnvFrom()) {
            environment.putAll(configMap(source.getConfigMapRef().getName()));
        }
        for (EnvVar variable : container().getEnv()) {
            environment.put(variable.getName(), variable.getValue() == null ? field(variable) : variable.getValue());
        }
        return environment;
    }

    private String field(EnvVar variable) {
        String path = variable.getValueFrom().getFieldRef().getFieldPath();
        if (!path.equals("metadata.name")) {
            throw new IllegalStateException(variable.getName() + ": " + path + " is not known to this test");
        }
        return name;
    }

    /**
     * Makes the mounted files below a folder that stands for the container's root.
     *
     * @param secrets what somebody has created by hand, by the Secret's name; one that is missing must be optional
     */
    void mount(Path root, Map<String, Map<String, String>> secrets) throws IOException {
        for (VolumeMount mount : container().getVolumeMounts()) {
            Volume volume = spec.getVolumes().stream()
                    .filter(candidate -> candidate.getName().equals(mount.getName()))
                    .findFirst()
                    .orElseThrow();
            KubeletVolume.write(
                    Files.createDirectories(root.resolve(mount.getMountPath().substring(1))), files(volume, secrets));
        }
    }

    private Map<String, String> files(Volume volume, Map<String, Map<String, String>> secrets) {
        if (volume.getConfigMap() != null) {
            return placed(
                    configMap(volume.getConfigMap().getName()),
                    volume.getConfigMap().getItems());
        }
        if (volume.getSecret() != null) {
            return secret(
                    secrets,
                    volume.getSecret().getSecretName(),
                    Boolean.TRUE.equals(volume.getSecret().getOptional()));
        }
        Map<String, String> files = new HashMap<>();
        if (volume.getProjected() != null) {
            for (VolumeProjection source : volume.getProjected().getSources()) {
                if (source.getSecret() != null) {
                    files.putAll(secret(
                            secrets,
                            source.getSecret().getName(),
                            Boolean.TRUE.equals(source.getSecret().getOptional())));
                }
            }
        }
        return files;
    }

    /** The files under the paths that the items give them; under their keys where there are no items. */
    private static Map<String, String> placed(Map<String, String> files, List<KeyToPath> items) {
        if (items.isEmpty()) {
            return files;
        }
        return items.stream().collect(Collectors.toMap(KeyToPath::getPath, item -> files.get(item.getKey())));
    }

    private Map<String, String> configMap(String configMap) {
        return manifests.one(ConfigMap.class, configMap).getData();
    }

    private static Map<String, String> secret(
            Map<String, Map<String, String>> secrets, String secret, boolean optional) {
        if (!optional && !secrets.containsKey(secret)) {
            throw new IllegalStateException("the Secret " + secret + " must exist");
        }
        return secrets.getOrDefault(secret, Map.of());
    }
}
