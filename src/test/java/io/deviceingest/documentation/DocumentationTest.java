package io.deviceingest.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.lint.RuleId;
import io.deviceingest.message.DeadLetterReason;
import io.deviceingest.settings.RouteSettings;
import io.deviceingest.site.NamedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents and the files that they speak of say the same. */
class DocumentationTest {

    private static final Pattern SETTING = Pattern.compile("\\$\\{([A-Z_]+):([^}]*)}");
    /** A setting of the program, with the comment before it and its default. */
    private static final Pattern EXPLAINED = Pattern.compile("((?: *# .*\\n)*) *[a-z.-]+: \\$\\{([A-Z_]+):(.*)}\\n");
    /** The same in the sample file, where a line that begins with # shows the default. */
    private static final Pattern SAMPLE = Pattern.compile("((?:# .*\\n)*)(#?[A-Z_]+)=(.*)\\n");

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern METRIC = Pattern.compile("(device_ingest|camel)_[a-z0-9_]+");

    @Test
    void everySettingHasARowWithItsDefaultAndALineInTheSampleFile() throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        SETTING.matcher(read("src/main/resources/application.yaml"))
                .results()
                .forEach(setting -> settings.put(setting.group(1), setting.group(2)));

        assertThat(settings).hasSizeGreaterThan(30);
        assertThat(defaultsOfThePage()).isEqualTo(settings);
        assertThat(settings.keySet())
                .allSatisfy(name -> assertThat(read(".env.example")).contains(name + "="));
    }

    /** By name; a row may hold several settings with as many defaults, or with none. */
    private static Map<String, String> defaultsOfThePage() throws IOException {
        Map<String, String> defaults = new LinkedHashMap<>();
        for (String row : rows("docs/settings.md", "[A-Z_]+")) {
            String[] cells = row.split(" \\| ?", -1);
            List<String> names = codes(cells[0]);
            List<String> values = codes(cells[2]);
            for (int i = 0; i < names.size(); i++) {
                defaults.put(names.get(i), values.isEmpty() ? "" : values.get(i));
            }
        }
        return defaults;
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
    void theFirstScreenOfTheReadmeHoldsTheGuaranteeTheCommandsAndTheWarning() throws IOException {
        String firstScreen =
                String.join("\n", read("README.md").lines().limit(45).toList());

        assertThat(firstScreen)
                .contains("is in the database before it is acknowledged")
                .contains("Not covered")
                .contains("./mvnw verify")
                .contains("./mvnw spring-boot:test-run")
                .contains("Client id, session expiry and QoS belong together");
    }

    @Test
    void theFirstScreenOfTheReadmeShowsARouteAsItRunsButForItsLogSteps() throws IOException {
        String route = read("routes/heartbeat.camel.yaml").replaceAll("(?m)^( +)- log:\n(\\1 .*\n)+", "");

        assertThat(read("README.md")).contains("```yaml\n" + route + "```");
    }

    @Test
    void thePageOfDeadLettersHasARowForEachReason() throws IOException {
        assertThat(rows("docs/dead-letters.md", "[a-z-]+").stream()
                        .map(row -> codes(row).get(0)))
                .containsExactlyElementsOf(DeadLetterReason.labels());
    }

    @Test
    void thePageOfMetricsNamesWhateverAlertsAndDashboardsAskFor() throws IOException {
        Set<String> asked = new TreeSet<>();
        for (String folder : List.of("k8s/prometheus", "k8s/grafana")) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    METRIC.matcher(Files.readString(file))
                            .results()
                            .map(metric -> metric.group().replaceFirst("_(bucket|sum|count|max)$", ""))
                            .forEach(asked::add);
                }
            }
        }
        List<String> named = METRIC.matcher(read("docs/metrics.md"))
                .results()
                .map(MatchResult::group)
                .toList();

        assertThat(asked).hasSizeGreaterThan(15).isSubsetOf(named);
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

            assertThat(names).hasSize(13).allSatisfy(name -> assertThat(page).contains("| `" + name + "` |"));
            assertThat(filters)
                    .hasSizeGreaterThan(8)
                    .allSatisfy(filter -> assertThat(page).contains("`" + filter + "`"));
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

    /** The rows of tables whose first cell begins with such a name as code, without the mark before it. */
    private static List<String> rows(String page, String name) throws IOException {
        return read(page)
                .lines()
                .filter(line -> line.matches("\\| `" + name + "`.*"))
                .map(line -> line.substring(2))
                .toList();
    }

    private static List<String> codes(String text) {
        return CODE.matcher(text).results().map(code -> code.group(1)).toList();
    }

    private static String read(String file) throws IOException {
        return Files.readString(Path.of(file));
    }
}
