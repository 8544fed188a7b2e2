package io.deviceingest.supplychain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deviceingest.testkit.PackagedProgram;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The bill of materials in the packaged jar says what is in the jar, and nothing there is too old. */
class BillOfMaterialsIT {

    private static final String LIBRARIES = "BOOT-INF/lib/";

    private static final List<Library> LISTED = new ArrayList<>();
    private static final List<String> JARS = new ArrayList<>();

    @BeforeAll
    static void readTheJar() throws IOException {
        try (JarFile jar = new JarFile(PackagedProgram.JAR.toFile())) {
            jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith(LIBRARIES) && name.endsWith(".jar"))
                    .forEach(name -> JARS.add(name.substring(LIBRARIES.length())));
            String place = jar.getManifest().getMainAttributes().getValue("Sbom-Location");
            assertThat(place).as("Sbom-Location of the manifest").isEqualTo("META-INF/sbom/application.cdx.json");
            try (InputStream bill = jar.getInputStream(jar.getEntry(place))) {
                JsonNode json = new ObjectMapper().readTree(bill);
                assertThat(json.path("bomFormat").asText()).isEqualTo("CycloneDX");
                json.path("components")
                        .forEach(component -> LISTED.add(new Library(
                                component.path("group").asText(),
                                component.path("name").asText(),
                                component.path("version").asText())));
            }
        }
    }

    @Test
    void itNamesEveryLibraryInItsVersionAndNoOther() {
        assertThat(LISTED.stream()
                        // A starter holds nothing but a list of others, and is left out of the jar.
                        .filter(library -> !library.artifact().matches("spring-boot-starter(-.*)?"))
                        .map(Library::jar))
                .hasSizeGreaterThan(60)
                .containsExactlyInAnyOrderElementsOf(JARS.stream()
                        // Added while the jar is packed: it unpacks the jar for the image, and is no dependency.
                        .filter(name -> !name.startsWith("spring-boot-jarmode-tools-"))
                        .toList());
    }

    @Test
    void nothingIsOlderThanTheDocumentedMinimum() throws IOException {
        MinimumVersions minimum = MinimumVersions.documented();

        assertThat(minimum.size()).isGreaterThanOrEqualTo(9);
        assertThat(minimum.violations(LISTED)).isEmpty();
    }

    @Test
    void theFoundationsAreOfTheLinesWhoseEndOfSupportIsDocumented() throws IOException {
        SupportedLines lines = SupportedLines.documented();

        assertThat(lines.size()).isEqualTo(3);
        assertThat(lines.violations(LISTED)).isEmpty();
    }
}
