package io.deviceingest.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where the program runs.
 *
 * @param container such as "a Kubernetes pod"; empty for none
 */
record ContainerDetection(String container) {

    private static final Pattern CONTROL_GROUP = Pattern.compile("docker|kubepods|containerd|libpod|lxc");

    static ContainerDetection here() {
        return of(System.getenv());
    }

    /**
     * By what container managers leave behind. The variable {@code container}, which systemd-nspawn and Podman set,
     * decides: an empty value means that this is no container.
     */
    static ContainerDetection of(Map<String, String> environment) {
        String container = environment.get("container");
        if (container != null) {
            return new ContainerDetection(container.isEmpty() ? "" : "a container");
        }
        if (environment.containsKey("KUBERNETES_SERVICE_HOST")) {
            return new ContainerDetection("a Kubernetes pod");
        }
        boolean marked = Files.exists(Path.of("/.dockerenv"))
                || Files.exists(Path.of("/run/.containerenv"))
                || CONTROL_GROUP.matcher(read(Path.of("/proc/1/cgroup"))).find();
        return new ContainerDetection(marked ? "a container" : "");
    }

    boolean isContainer() {
        return !container.isEmpty();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            // Not Linux, or not to be read: no sign of a container.
            return "";
        }
    }
}
