package io.deviceingest.settings;

import io.deviceingest.file.TextFile;
import io.deviceingest.file.UnusableFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a {@code .env} file as shells and Docker Compose do: {@code NAME=value}, with or without {@code export};
 * values in single quotes (as they are) or double quotes (with escapes), or bare up to a {@code #} after a space.
 * docs/settings.md has the exact rules. UTF-8. Of our own because the libraries refuse {@code export}.
 */
final class DotenvFile {

    /** A space here is a space or a tab, and no other character. */
    private static final Pattern LINE =
            Pattern.compile("[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.-]*)[ \t]*=[ \t]*(.*)", Pattern.DOTALL);

    private static final Pattern SINGLE_QUOTED = Pattern.compile("'([^']*)'");
    private static final Pattern DOUBLE_QUOTED =
            Pattern.compile("\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"", Pattern.DOTALL);
    private static final Pattern NOTHING_ELSE = Pattern.compile("[ \t]*|[ \t]+#.*", Pattern.DOTALL);
    private static final Pattern BARE_END = Pattern.compile("(?:^|[ \t]+)#.*$|[ \t]+$", Pattern.DOTALL);
    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)", Pattern.DOTALL);
    private static final Map<String, String> ESCAPES =
            Map.of("n", "\n", "r", "\r", "t", "\t", "\"", "\"", "'", "'", "\\", "\\", "$", "$", "#", "#");

    private DotenvFile() {}

    /**
     * The settings of a file, in its order. A line of another form is left out and told by its number; so is a file
     * that cannot be read.
     */
    static Map<String, Object> read(Path file, Consumer<String> mistakes) {
        Map<String, Object> values = new LinkedHashMap<>();
        List<String> lines;
        try {
            // A pipe is welcome: so password managers hand it over.
            lines = List.of(TextFile.decoded(file, Files.readAllBytes(file))
                    .replaceFirst("^\uFEFF", "")
                    .split("\r?\n", -1));
        } catch (UnusableFileException e) {
            mistakes.accept(".env " + e.sentence() + (e.line() > 1 ? " (line " + e.line() + ")" : ""));
            return values;
        } catch (IOException e) {
            mistakes.accept(".env must be a text file in UTF-8, but reading it failed: " + e);
            return values;
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (!line.isBlank() && !line.stripLeading().startsWith("#") && !add(line, values)) {
                // The line itself may hold a password.
                mistakes.accept(".env must hold lines of the form NAME=value with closed quotes, but line " + (i + 1)
                        + " is not");
            }
        }
        return values;
    }

    private static boolean add(String line, Map<String, Object> values) {
        Matcher form = LINE.matcher(line);
        String value = form.matches() ? value(form.group(2)) : null;
        if (value != null) {
            values.put(form.group(1), value);
        }
        return value != null;
    }

    /** Null for quotes that are not closed, that something follows, or in which an escape is unknown. */
    private static String value(String text) {
        boolean single = text.startsWith("'");
        if (!single && !text.startsWith("\"")) {
            return BARE_END.matcher(text).replaceFirst("");
        }
        Matcher quoted = (single ? SINGLE_QUOTED : DOUBLE_QUOTED).matcher(text);
        if (!quoted.lookingAt()
                || !NOTHING_ELSE.matcher(text.substring(quoted.end())).matches()) {
            return null;
        }
        return single ? quoted.group(1) : unescaped(quoted.group(1));
    }

    private static String unescaped(String text) {
        if (!ESCAPE.matcher(text).results().allMatch(escape -> ESCAPES.containsKey(escape.group(1)))) {
            // As in a path of Windows.
            return null;
        }
        return ESCAPE.matcher(text).replaceAll(escape -> Matcher.quoteReplacement(ESCAPES.get(escape.group(1))));
    }
}
