package io.deviceingest.packaging;

import io.deviceingest.lint.RuleId;
import io.deviceingest.settings.RouteSettings;
import io.deviceingest.site.NamedFiles;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
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

    @Test
    void thePageOfCasesShowsACaseAsItIsRun() throws IOException {
        assertThat(read("docs/cases.md")).contains("```yaml\n" + read("routes/cases/heartbeat/retained.yaml") + "```");
    }

    @Test
    void thePageOfChangesNamesEveryFileOfTheRoutesWithItsPlace() throws IOException {
        String page = read("docs/change-a-route.md");
        Path routes = Path.of("routes");
        try (Stream<Path> files = Files.find(routes, 3, (file, facts) -> facts.isRegularFile())) {
            List<String> places = files.map(routes::relativize)
                    .map(file -> file.startsWith("dialects") || file.startsWith("cases") ? file.getName(0) : file)
                    .map(Path::toString)
                    .distinct()
                    .toList();

            assertThat(places)
                    .hasSizeGreaterThan(20)
                    .allSatisfy(place -> assertThat(page).contains("](../routes/" + place + ")"));
        }
    }

    @Test
    void thePageOfLintHasARowForEachRuleAndSaysWhichRefuseAnEdit() throws IOException {
        List<String> rows = read("docs/lint.md")
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.replaceAll("^\\| `(\\w+)`.*\\| *(\\w*) *\\|$", "$1 $2"))
                .toList();

        assertThat(rows)
                .containsExactlyElementsOf(Arrays.stream(RuleId.values())
                        .map(rule -> rule + (rule.isDangerous() ? " refused" : " "))
                        .toList());
    }

    @Test
    void thePageOfDialectsNamesEachWithItsSubscriptions() throws IOException {
        String page = read("docs/dialects.md");
        try (Stream<Path> dialects = Files.list(Path.of("routes/dialects"))) {
            List<String> names =
                    dialects.map(dialect -> dialect.getFileName().toString()).toList();
            List<String> filters = new NamedFiles(new RouteSettings(Path.of("routes"), names, false)).subscriptions();

            assertThat(names).hasSize(5).allSatisfy(name -> assertThat(page).contains("| `" + name + "` |"));
            assertThat(filters)
                    .hasSizeGreaterThan(8)
                    .allSatisfy(filter -> assertThat(page).contains("`" + filter + "`"));
        }
    }

    private static String read(String file) throws IOException {
        return Files.readString(Path.of(file));
    }
}
