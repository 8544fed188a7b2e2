package io.deviceingest.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.deviceingest.testkit.TestSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.FileSystemUtils;

/**
 * Who does to the routes what these pages say, has what they say. Every block of the
 * pages is taken at its word: a file to be written names itself in its first line, a difference the file it changes.
 */
class ChangeARouteIT {

    private static final Pattern BLOCK = Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern NEW_FILE = Pattern.compile("(?:#|//) (routes/\\S+)\\n.*", Pattern.DOTALL);
    private static final Pattern CHANGE = Pattern.compile("--- (routes/\\S+)\\n(.*)", Pattern.DOTALL);

    private static final List<String> PAGES =
            List.of("docs/change-a-route.md", "docs/dialects.md", "docs/mapping-functions.md");

    @RegisterExtension
    final TestSite parts = new TestSite().withDatabase();

    @Test
    void whatThePagesShowIsTrueOfTheRoutesAndOfTheRows() throws Exception {
        Path folder = parts.files();
        FileSystemUtils.copyRecursively(Site.ROUTES, folder.resolve("routes"));
        for (String page : PAGES) {
            Matcher block = BLOCK.matcher(Files.readString(Path.of(page)));
            while (block.find()) {
                follow(block.group(1), block.group(2), folder);
            }
        }

        Map<String, Object> settings = new HashMap<>(parts.database().settings());
        settings.put("ROUTES_DIR", folder.resolve("routes").toString());
        settings.put("ROUTES_DIALECTS", "plant,well,tasmota");
        ConfigurableEnvironment site = Site.environment(settings);
        Cases cases = Site.cases(site);
        assertThat(cases.names())
                .contains(
                        "position/on-the-road",
                        "sensor/fahrenheit",
                        "sensor/numbered",
                        "gateway/two-devices",
                        "plant/two-probes",
                        "tasmota/state",
                        "well/everything-at-once");
        try (CaseRunner rows = CaseRunner.rows(site);
                CaseRunner mapping = CaseRunner.mapping(site)) {
            assertThat(cases.run(mapping))
                    .allSatisfy(result -> assertThat(result.mismatches()).isEmpty());
            assertThat(cases.run(rows))
                    .allSatisfy(result -> assertThat(result.mismatches()).isEmpty());
        }
    }

    private void follow(String language, String text, Path folder) throws Exception {
        Matcher newFile = NEW_FILE.matcher(text);
        Matcher change = CHANGE.matcher(text);
        if (newFile.matches()) {
            Path file = folder.resolve(newFile.group(1));
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } else if (change.matches()) {
            change(folder.resolve(change.group(1)), change.group(2));
        } else if (language.equals("sql")) {
            parts.tables().sql().execute(text);
        } else if (text.startsWith("sed ")) {
            assertThat(new ProcessBuilder("sh", "-c", text)
                            .directory(folder.toFile())
                            .inheritIO()
                            .start()
                            .waitFor())
                    .isZero();
        }
    }

    /** Applies a difference whose parts stand between lines of {@code @@}; each must fit at one place alone. */
    private static void change(Path file, String difference) throws IOException {
        String text = Files.readString(file);
        for (String part : difference.split("(?m)^@@\\n", -1)) {
            String before = lines(part, "+");
            assertThat(text.indexOf(before)).as(before).isNotNegative().isEqualTo(text.lastIndexOf(before));
            text = text.replace(before, lines(part, "-"));
        }
        Files.writeString(file, text);
    }

    /** The lines of a difference without those of one sign, and without their signs. */
    private static String lines(String part, String sign) {
        return part.lines()
                .filter(line -> !line.startsWith(sign))
                .map(line -> line.substring(1) + "\n")
                .reduce("", String::concat);
    }
}
