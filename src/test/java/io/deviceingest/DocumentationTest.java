package io.deviceingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.lint.Rule;
import io.deviceingest.settings.RouteSettings;
import io.deviceingest.site.NamedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents and the files that they speak of say the same. */
class DocumentationTest {

    private static final Pattern SETTING = Pattern.compile("\\$\\{([A-Z_]+):");
    /** A setting of the program, with the comment before it and its default. */
    private static final Pattern EXPLAINED = Pattern.compile("((?: *# .*\\n)*) +[a-z-]+: \\$\\{([A-Z_]+):(.*)}\\n");
    /** The same in the sample file, where a line that begins with # shows the default. */
    private static final Pattern SAMPLE = Pattern.compile("((?:# .*\\n)*)(#?[A-Z_]+)=(.*)\\n");

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
    void theSampleFileExplainsEachSettingInTheWordsOfTheProgram() throws IOException {
        Map<String, String> sentences = found(EXPLAINED, "src/main/resources/application.yaml", 1);

        assertThat(sentences).hasSizeGreaterThan(30).doesNotContainValue("");
        assertThat(found(SAMPLE, ".env.example", 1)).isEqualTo(sentences);
    }

    @Test
    void theSampleFileShowsTheDefaultsThatTheProgramHas() throws IOException {
        Map<String, String> defaults = found(EXPLAINED, "src/main/resources/application.yaml", 3);

        assertThat(read(".env.example").lines().filter(line -> line.matches("#[A-Z_]+=.*")))
                .hasSizeGreaterThan(30)
                .allSatisfy(line -> {
                    String[] shown = line.substring(1).split("=", 2);
                    assertThat(defaults).containsEntry(shown[0], shown[1]);
                });
    }

    /** By the names of the settings: what a group of the pattern has found, comments as one line. */
    private static Map<String, String> found(Pattern settings, String file, int group) throws IOException {
        return settings.matcher(read(file))
                .results()
                .collect(Collectors.toMap(
                        found -> found.group(2).replace("#", ""),
                        found -> found.group(group).replaceAll("\\s*# ", " ").strip()));
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
                .containsExactlyElementsOf(Arrays.stream(Rule.values())
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

    @Test
    void theMapOfPackagesHasARowForEachPackage() throws IOException {
        Path root = Path.of("src/main/java/io/deviceingest");
        List<String> rows = read("CONTRIBUTING.md")
                .lines()
                .filter(line -> line.matches("\\| `[a-z.]+` \\|.*"))
                .map(line -> line.split("`", -1)[1])
                .toList();
        try (Stream<Path> files = Files.walk(root)) {
            assertThat(files.filter(file -> file.toString().endsWith(".java"))
                            .map(file -> root.relativize(file).getParent())
                            .filter(Objects::nonNull)
                            .map(folder -> folder.toString().replace('/', '.'))
                            .distinct())
                    .containsExactlyInAnyOrderElementsOf(rows);
        }
    }

    @Test
    void theWorkflowRunsWhatEverybodyCanRunAndNoActionThatCanBeMoved() throws IOException {
        String workflow = read(".github/workflows/build.yaml");

        assertThat(workflow).contains("- run: .ci/run\n");
        assertThat(workflow.lines().filter(line -> line.contains("uses:")))
                .isNotEmpty()
                .allMatch(line -> line.matches(" +- uses: [\\w/-]+@[0-9a-f]{40} # v[0-9.]+"));
    }

    private static String read(String file) throws IOException {
        return Files.readString(Path.of(file));
    }
}
