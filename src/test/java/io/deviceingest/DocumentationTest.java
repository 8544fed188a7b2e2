package io.deviceingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The documents and the files that they speak of say the same. */
class DocumentationTest {

    private static final Pattern SETTING = Pattern.compile("\\$\\{([A-Z_]+):");

    @Test
    void everySettingIsInTheReadmeAndInTheSampleFile() throws IOException {
        List<String> settings = SETTING.matcher(read("src/main/resources/application.yaml"))
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();

        assertThat(settings).hasSizeGreaterThan(30);
        assertThat(settings).allSatisfy(name -> assertThat(read("README.md")).contains("`" + name + "`"));
        assertThat(settings).allSatisfy(name -> assertThat(read(".env.example")).contains(name + "="));
    }

    @Test
    void theFirstScreenOfTheReadmeHoldsThePromiseTheCommandsAndTheWarning() throws IOException {
        String firstScreen =
                String.join("\n", read("README.md").lines().limit(45).toList());

        assertThat(firstScreen)
                .contains("is in the database before it is acknowledged")
                .contains("./mvnw verify")
                .contains("./mvnw spring-boot:test-run")
                .contains("Client id, session expiry and QoS belong together");
    }

    private static String read(String file) throws IOException {
        return Files.readString(Path.of(file));
    }
}
