package io.deviceingest.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
 * values in single quotes (as they are) or double quotes (with \n, \" and \\), or bare up to a {@code #} after a space.
 * UTF-8. Of our own because the libraries refuse {@code export}.
 */
final class DotenvFile {

    private static final Pattern LINE =
            Pattern.compile("\\s*(?:export\\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\\s*=\\s*(.*?)\\s*");
    private static final Pattern QUOTED =
            Pattern.compile("'([^']*)'(?:\\s+#.*)?|\"((?:[^\"\\\\]|\\\\.)*)\"(?:\\s+#.*)?");
    private static final Pattern COMMENT = Pattern.compile("(^|\\s+)#.*$");

    private DotenvFile() {}

    /**
     * The settings of a file, in its order. A line of another form is left out and told by its number; so is a file
     * that cannot be read.
     */
    static Map<String, Object> read(Path file, Consumer<String> mistakes) {
        Map<String, Object> values = new LinkedHashMap<>();
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            mistakes.accept(".env must be a text file in UTF-8, but reading it failed: " + e);
            return values;
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = i == 0 ? lines.get(i).replaceFirst("^\uFEFF", "") : lines.get(i);
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

    private static String value(String text) {
        if (!text.startsWith("'") && !text.startsWith("\"")) {
            return COMMENT.matcher(text).replaceFirst("");
        }
        Matcher quoted = QUOTED.matcher(text);
        if (!quoted.matches()) {
            return null;
        }
        try {
            return quoted.group(1) != null ? quoted.group(1) : quoted.group(2).translateEscapes();
        } catch (IllegalArgumentException e) {
            // An escape that does not exist, as in a path of Windows.
            return null;
        }
    }
}
