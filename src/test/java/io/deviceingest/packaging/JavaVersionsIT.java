package io.deviceingest.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.deviceingest.testkit.PackagedProgram;
import io.deviceingest.testkit.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** The packaged program on the other supported versions of Java that this machine has, beside the one of the build. */
class JavaVersionsIT {

    private static final Path INSTALLED = Path.of("/usr/lib/jvm");
    private static final List<String> SUPPORTED = List.of("17", "21", "25");

    @RegisterExtension
    final TestSite site = new TestSite().withBroker().withDatabase();

    @Test
    void aMessageIsStoredOnEachOfThem() throws Exception {
        List<Path> others = others();
        if (others.isEmpty()) {
            String reason = "no other Java of " + SUPPORTED + " in " + INSTALLED;
            LoggerFactory.getLogger(JavaVersionsIT.class).warn("Skipped: {}", reason);
            assumeFalse(others.isEmpty(), reason);
        }
        for (Path java : others) {
            String device = java.getFileName().toString();
            ProcessBuilder jar = new ProcessBuilder(
                    java.resolve("bin/java").toString(),
                    "-Djava.io.tmpdir=" + site.files(),
                    "-jar",
                    PackagedProgram.JAR.toString());
            try (PackagedProgram program =
                    PackagedProgram.start(jar, site.files().resolve(device + ".log"), site.settings())) {
                program.awaitReady();
                site.device(device).publish("devices/" + device + "/sensor", "{\"temperature\":25.5}");
                site.tables().awaitCount("reading WHERE device_id = '" + device + "'", 1);

                assertThat(program.output()).as("what it prints on " + device).doesNotContain("WARNING: ");
            }
        }
    }

    /** One of each other supported version: its directory. */
    private static List<Path> others() throws IOException {
        if (!Files.isDirectory(INSTALLED)) {
            return List.of();
        }
        String ownVersion = String.valueOf(Runtime.version().feature());
        try (Stream<Path> installed = Files.list(INSTALLED)) {
            List<Path> candidates = installed
                    .filter(java -> Files.isExecutable(java.resolve("bin/java")))
                    .sorted()
                    .toList();
            return SUPPORTED.stream()
                    .filter(version -> !version.equals(ownVersion))
                    .flatMap(version -> candidates.stream()
                            .filter(java -> version.equals(versionOf(java)))
                            .limit(1))
                    .toList();
        }
    }

    /** The feature version that the JDK's own file {@code release} states; empty where there is none. */
    private static String versionOf(Path java) {
        try (Stream<String> lines = Files.lines(java.resolve("release"))) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.replaceAll("[^0-9.]", "").replaceAll("\\..*", ""))
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }
}
