package io.deviceingest.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.EmbeddedBroker;
import io.deviceingest.testkit.PackagedProgram;
import io.deviceingest.testkit.TestSite;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Both ways to an image, as far as they can be gone without a container engine and without the base image: what is in
 * it, as whom it runs, and that it runs.
 */
class ImageIT {

    @TempDir
    static Path files;

    private static final List<Image> IMAGES = new ArrayList<>();
    private static Image jib;
    private static Image docker;

    @TempDir
    Path run;

    /** The broker's files lie where the image's user may read. */
    @RegisterExtension
    final TestSite site = new TestSite()
            .withBroker(directory -> EmbeddedBroker.start(run.resolve("broker")))
            .withDatabase();

    @BeforeAll
    static void layOut() throws Exception {
        jib = JibImage.unpack(files.resolve("jib")).readOnly();
        IMAGES.add(jib);
        docker = DockerfileImage.build(files.resolve("docker")).readOnly();
        IMAGES.add(docker);
        openToOthers(files);
    }

    /** JUnit's folders are the tester's own; the image's user is somebody else. */
    private static void openToOthers(Path folder) throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @AfterAll
    static void allowDeleting() throws Exception {
        for (Image image : IMAGES) {
            for (Path path : image.files()) {
                assertThat(path.toFile().setWritable(true)).isTrue();
            }
        }
    }

    static Stream<Image> images() {
        return IMAGES.stream();
    }

    @Test
    void theImageRunsTheProgramAsANumericUserWithoutAShell() {
        assertThat(jib.user()).isEqualTo("10001:10001");
        assertThat(jib.directory()).isEqualTo("/app");
        assertThat(jib.environment()).containsOnly(Map.entry("LANG", "C.UTF-8"));
        assertThat(jib.entryPoint())
                .containsExactly(
                        "java",
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:MaxRAMPercentage=50",
                        "-cp",
                        "@/app/jib-classpath-file",
                        "io.deviceingest.DeviceIngestApplication");
    }

    @Test
    void whatChangesSeldomLiesInLayersBelowWhatChangesOften() throws Exception {
        assertThat(JibImage.layers(files.resolve("jib")))
                .containsExactly("app/libs", "app/resources", "app/classes", "app/routes");
    }

    @Test
    void theImageHoldsTheRoutesAndNoTestPart() throws Exception {
        List<String> inside = jib.files().stream()
                .map(path -> jib.root().relativize(path).toString())
                .toList();

        assertThat(inside)
                .contains("app/routes/ingest.camel.yaml", "app/routes/mapping/sensor.jslt")
                .doesNotContain("app/routes/kustomization.yaml")
                .noneMatch(name -> name.contains("artemis") || name.contains("embedded") || name.contains("junit"));
    }

    @Test
    void theDockerfileSaysTheSame() throws Exception {
        assertThat(Files.readAllLines(Path.of("Dockerfile")))
                .filteredOn(line -> !line.startsWith("#"))
                .hasSizeLessThanOrEqualTo(11);
        assertThat(Files.readString(Path.of("pom.xml"))).contains("<image.base>" + baseOfTheDockerfile());
        assertThat(docker.user()).isEqualTo(jib.user());
        assertThat(docker.directory()).isEqualTo(jib.directory());
        assertThat(docker.entryPoint().subList(0, 3)).isEqualTo(jib.entryPoint().subList(0, 3));
    }

    private static String baseOfTheDockerfile() throws Exception {
        return Files.readAllLines(Path.of("Dockerfile")).stream()
                .filter(line -> line.startsWith("FROM "))
                .map(line -> line.split(" ", -1)[1])
                .distinct()
                .reduce((one, other) -> one + " and " + other)
                .orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("images")
    void itRunsAsThatUserOverAReadOnlyTree(Image image) throws Exception {
        openToOthers(run);
        List<Path> before = image.files();
        PackagedProgram program = site.add(image.start(run.resolve("log"), site.settings()));
        program.awaitReady();
        site.device().publish("devices/d/sensor", "{\"temperature\":25.5}");
        site.tables().awaitCount("reading WHERE device_id = 'd'", 1);
        program.terminate();
        assertThat(program.awaitExit(30)).isTrue();
        assertThat(image.files()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("images")
    void argumentsAskForACommand(Image image) throws Exception {
        openToOthers(run);
        ProcessBuilder command = image.command(run.resolve("tmp"), "doctor", "--help");
        command.environment().keySet().remove("JAVA_TOOL_OPTIONS");
        Process doctor = command.redirectErrorStream(true).start();

        assertThat(new String(doctor.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("Usage: device-ingest doctor");
        assertThat(doctor.waitFor()).isZero();
    }
}
