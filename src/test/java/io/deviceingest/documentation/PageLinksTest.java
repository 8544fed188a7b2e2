package io.deviceingest.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every relative link of the pages leads to a file that is there, and every anchor to a heading of it. */
class PageLinksTest {

    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+)$");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^ *```.*?^ *```");
    private static final Pattern ELSEWHERE = Pattern.compile("[a-z][a-z0-9+.-]*:.*");

    @Test
    void everyLinkLeadsToAFileAndAHeadingThatExist() throws IOException {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path page : pages()) {
            for (MatchResult link : LINK.matcher(prose(page)).results().toList()) {
                links += 1;
                if (!leadsSomewhere(page, link.group(1))) {
                    broken.add(page + ": " + link.group(1));
                }
            }
        }

        assertThat(links).isGreaterThan(150);
        assertThat(broken).isEmpty();
    }

    @Test
    void theIndexNamesEveryPage() throws IOException {
        String index = Files.readString(Path.of("docs/README.md"));

        assertThat(pages().stream()
                        .filter(page -> page.startsWith("docs") && !page.endsWith("README.md"))
                        .map(page -> Path.of("docs").relativize(page).toString()))
                .hasSizeGreaterThan(25)
                .allSatisfy(page -> assertThat(index).contains("](" + page + ")"));
    }

    @Test
    void headingsBecomeTheAnchorsThatAForgeMakesOfThem() {
        assertThat(anchors("# A `b-c` d_e: f, g?\n\n```sh\n# no heading\n```\n## 中文（x）\n## A *b*\n## A b\n"))
                .containsExactlyInAnyOrder("a-b-c-d_e-f-g", "中文x", "a-b", "a-b-1");
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("."))) {
            files.map(Path::normalize).filter(PageLinksTest::isPage).forEach(pages::add);
        }
        for (String folder : List.of("docs", "k8s", "certs")) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                files.filter(PageLinksTest::isPage).forEach(pages::add);
            }
        }
        return pages;
    }

    private static boolean isPage(Path file) {
        return file.toString().endsWith(".md");
    }

    private static boolean leadsSomewhere(Path page, String link) throws IOException {
        if (ELSEWHERE.matcher(link).matches()) {
            return true;
        }
        String[] parts = URLDecoder.decode(link, StandardCharsets.UTF_8).split("#", 2);
        Path target = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]).normalize();
        return Files.exists(target)
                && (parts.length == 1
                        || Files.isRegularFile(target)
                                && anchors(Files.readString(target)).contains(parts[1]));
    }

    private static String prose(Path page) throws IOException {
        return BLOCK.matcher(Files.readString(page)).replaceAll("").replaceAll("`[^`\n]+`", "code");
    }

    private static List<String> anchors(String page) {
        Map<String, Integer> times = new HashMap<>();
        return HEADING.matcher(BLOCK.matcher(page).replaceAll(""))
                .results()
                .map(heading -> heading.group(1)
                        .strip()
                        .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{M}\\p{N}_ -]", "")
                        .replace(' ', '-'))
                .map(anchor -> {
                    int before = times.merge(anchor, 1, Integer::sum) - 1;
                    return before == 0 ? anchor : anchor + "-" + before;
                })
                .toList();
    }
}
