package io.deviceingest.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The words of docs/glossary.md hold wherever a person reads. */
class GlossaryTest {

    private static final Path GLOSSARY = Path.of("docs", "glossary.md");
    private static final Pattern REFUSED = Pattern.compile("\\*([a-z ]+)\\*");

    /** A text in Java code that has a space, and so is a sentence rather than a name. */
    private static final Pattern SENTENCE = Pattern.compile("\"(?:\\\\.|[^\"\\\\\n])* (?:\\\\.|[^\"\\\\\n])*\"");

    static List<Path> texts() throws IOException {
        List<Path> roots = List.of(
                Path.of("README.md"),
                Path.of("CHANGELOG.md"),
                Path.of("CONTRIBUTING.md"),
                Path.of("SECURITY.md"),
                Path.of(".env.example"),
                Path.of("docs"),
                Path.of("k8s"),
                Path.of("routes"),
                Path.of("src", "main", "java"),
                Path.of("src", "main", "resources", "application.yaml"));
        return roots.stream()
                .flatMap(GlossaryTest::files)
                .filter(file -> file.toString().matches(".*\\.(md|yaml|java|example)"))
                .filter(file -> !file.equals(GLOSSARY))
                // What a device may say there is anything.
                .filter(file -> !file.toString().contains("/cases/"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("texts")
    void noTextHasARefusedPhrase(Path file) throws IOException {
        String text = Files.readString(file);
        String read = file.toString().endsWith(".java")
                ? String.join(
                        "\n",
                        SENTENCE.matcher(text).results().map(MatchResult::group).toList())
                : text;

        for (Pattern phrase : refused()) {
            assertThat(phrase.matcher(read).results().map(MatchResult::group))
                    .as("%s in %s; docs/glossary.md has the word to use", phrase, file)
                    .isEmpty();
        }
    }

    @Test
    void theGlossaryRefusesPhrases() throws IOException {
        assertThat(refused()).hasSizeGreaterThan(8);
        assertThat(texts()).hasSizeGreaterThan(300);
    }

    private static List<Pattern> refused() throws IOException {
        return REFUSED.matcher(Files.readString(GLOSSARY))
                .results()
                .map(phrase -> Pattern.compile("(?i)(?<![`\\w.-])" + phrase.group(1) + "(?![\\w`:])"))
                .toList();
    }

    private static Stream<Path> files(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
