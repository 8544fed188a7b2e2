package io.deviceingest.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page of the architecture speaks of the code as it is. */
class ArchitecturePageTest {

    private static final Path PAGE = Path.of("docs/architecture.md");
    private static final Path ROOT = Path.of("src/main/java/io/deviceingest");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z.]+)` \\|");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern CLASS = Pattern.compile("([A-Z]\\w*[a-z]\\w*)(\\.\\w+)?");

    @Test
    void itHasARowForEachPackage() throws IOException {
        try (Stream<Path> folders = Files.walk(ROOT)) {
            List<String> packages = folders.filter(Files::isDirectory)
                    .map(ROOT::relativize)
                    .map(folder -> folder.toString().replace('/', '.'))
                    .filter(name -> !name.isEmpty())
                    .toList();

            assertThat(found(ROW, Files.readString(PAGE))).containsExactlyInAnyOrderElementsOf(packages);
        }
    }

    @Test
    void itNamesOnlyClassesAndFilesThatExist() throws IOException {
        List<String> named = found(CODE, Files.readString(PAGE).replaceAll("(?s)```.*?```", ""));

        assertThat(named.stream().map(CLASS::matcher).filter(match -> match.matches()))
                .hasSizeGreaterThan(50)
                .allSatisfy(match -> assertThat(classes()).contains(match.group(1)));
        assertThat(named.stream().filter(name -> name.matches("(routes|src)/.*")))
                .hasSizeGreaterThan(10)
                .allSatisfy(name -> assertThat(Path.of(name)).exists());
    }

    private static List<String> classes() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .map(name -> name.replace(".java", ""))
                    .toList();
        }
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).toList();
    }
}
