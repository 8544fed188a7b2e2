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

/** What the Chinese page shows as code, the English pages show too, letter by letter. */
class ChinesePageTest {

    private static final Path PAGE = Path.of("docs/README.zh-CN.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern CODE = Pattern.compile("`[^`\n]+`");

    @Test
    void everyBlockAndEveryPieceOfCodeIsInTheEnglishPages() throws IOException {
        String page = Files.readString(PAGE);
        String english = englishPages();

        assertThat(found(BLOCK, page))
                .hasSizeGreaterThan(6)
                .allSatisfy(block -> assertThat(english).contains(block));
        assertThat(found(CODE, BLOCK.matcher(page).replaceAll("")))
                .hasSizeGreaterThan(50)
                .allSatisfy(code -> assertThat(english).contains(code));
    }

    @Test
    void itsTableOfSymptomsHasTheRowsOfTheEnglishOne() throws IOException {
        assertThat(rows(PAGE)).isEqualTo(rows(Path.of("docs/doctor.md"))).hasSizeGreaterThan(10);
    }

    /** The code of each row of the table of symptoms; a word of the one language may stand for code of the other. */
    private static List<List<String>> rows(Path page) throws IOException {
        return Files.readString(page)
                .lines()
                .dropWhile(line -> !line.matches("\\| (What you see|现象) \\|.*"))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> found(CODE, line))
                .toList();
    }

    private static String englishPages() throws IOException {
        StringBuilder text = new StringBuilder(Files.readString(Path.of("README.md")));
        try (Stream<Path> files = Files.walk(Path.of("docs"))) {
            for (Path file : files.filter(file -> file.toString().endsWith(".md") && !file.equals(PAGE))
                    .toList()) {
                text.append(Files.readString(file));
            }
        }
        return text.toString();
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).toList();
    }
}
