package io.deviceingest.k8s;

import io.deviceingest.testkit.Broker;
import io.deviceingest.testkit.Database;
import io.deviceingest.testkit.Ingest;
import io.deviceingest.testkit.PackagedProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Pods as processes of this machine: environment and files are those of the built manifests, and only the addresses of
 * broker and database are a test's own.
 */
final class PodRun {

    static final String PASSWORD = "sample-only-0a1b2c3d";

    /** As the comment of the volume has it. */
    private static final String DATABASE_TLS = "?sslmode=verify-full&sslrootcert=/etc/device-ingest/database-ca/ca.crt";

    private final Path files;
    private final Map<String, String> addresses;
    private final Map<String, Map<String, String>> secrets;

    PodRun(Path files, Broker broker, Database database, Path databaseAuthority, String role) throws Exception {
        this.files = files;
        this.addresses = new HashMap<>(PackagedProgram.addresses(broker, database));
        addresses.put("DB_URL", database.url() + DATABASE_TLS);
        this.secrets = Map.of(
                "device-ingest-credentials",
                Map.of(
                        "MQTT_USERNAME", "ingest",
                        "MQTT_PASSWORD", PASSWORD,
                        "DB_USERNAME", role,
                        "DB_PASSWORD", PASSWORD),
                "device-ingest-ca",
                Map.of("ca.crt", Files.readString(broker.caFile())),
                "device-ingest-database-ca",
                Map.of("ca.crt", Files.readString(databaseAuthority)));
    }

    /** Starts a pod, whose files are made below a folder of its own; the caller waits until it is ready, and closes it. */
    PackagedProgram start(Pod pod) throws Exception {
        return PackagedProgram.start(Files.createTempFile(files, "pod-", ".log"), environment(pod));
    }

    /** The same in this process: for what is no matter of the process. */
    Ingest startHere(Pod pod) throws Exception {
        return Ingest.start(environment(pod));
    }

    private Map<String, String> environment(Pod pod) throws Exception {
        Path root = Files.createTempDirectory(files, "pod-").toAbsolutePath();
        pod.mount(root, secrets);
        Map<String, String> environment = new HashMap<>(pod.environment());
        environment.putAll(addresses);
        environment.replaceAll((name, value) -> value.replaceFirst("(^|=)/etc/", "$1" + root + "/etc/"));
        return environment;
    }
}
