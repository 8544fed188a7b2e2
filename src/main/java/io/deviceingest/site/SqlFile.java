package io.deviceingest.site;

import io.deviceingest.file.TextFile;
import io.deviceingest.file.UnusableFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * An SQL file of a site. Its parameters are written {@code :?name}, and its comments are whole lines; camel-jdbc finds
 * parameters in comments too. Immutable.
 */
public record SqlFile(Path path, String text) {

    private static final Pattern PARAMETER = Pattern.compile(":\\?(\\w+)");

    public static SqlFile read(Path path) throws UnusableFileException {
        return new SqlFile(path, TextFile.text(path));
    }

    public static boolean isComment(String line) {
        return line.stripLeading().startsWith("--");
    }

    /** What is left of a line without its parameters. */
    public static String withoutParameters(String line) {
        return PARAMETER.matcher(line).replaceAll("");
    }

    /** As camel-jdbc finds them: everywhere in the text, in their order. */
    public List<String> parameters() {
        return PARAMETER.matcher(text).results().map(match -> match.group(1)).toList();
    }

    /** Those outside of comments, each with the first line that it stands on. */
    public SortedMap<String, Integer> linesOfParameters() {
        SortedMap<String, Integer> lines = new TreeMap<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            int place = ++number;
            if (!isComment(line)) {
                PARAMETER.matcher(line).results().forEach(match -> lines.putIfAbsent(match.group(1), place));
            }
        }
        return lines;
    }

    /** As camel-jdbc hands it to the driver. */
    public String withMarks() {
        return PARAMETER.matcher(text).replaceAll("?");
    }

    /** As the driver sends it to the server. */
    public String withNumbers() {
        AtomicInteger number = new AtomicInteger();
        return PARAMETER.matcher(text).replaceAll(match -> "\\$" + number.incrementAndGet());
    }

    /** Whether it holds no statement, but comments at most. */
    public boolean isEmpty() {
        return text.lines().allMatch(line -> line.isBlank() || isComment(line));
    }
}
