package io.deviceingest.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
     * The settings of a file, in its order.
     *
     * @throws InvalidSettingsException for a line of another form, with its number, or a file that cannot be read
     */
    static Map<String, Object> read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new InvalidSettingsException(".env must be a text file in UTF-8, but reading it failed: " + e);
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = i == 0 ? lines.get(i).replaceFirst("^\uFEFF", "") : lines.get(i);
            if (!line.isBlank() && !line.stripLeading().startsWith("#")) {
                add(line, i + 1, values);
            }
        }
        return values;
    }

    private static void add(String line, int number, Map<String, Object> values) {
        Matcher form = LINE.matcher(line);
        String value = form.matches() ? value(form.group(2)) : null;
        if (value == null) {
            // The line itself may hold a password.
            throw new InvalidSettingsException(
                    ".env must hold lines of the form NAME=value with closed quotes, but line " + number + " is not");
        }
        values.put(form.group(1), value);
    }

    private static String value(String text) {
        if (!text.startsWith("'") && !text.startsWith("\"")) {
            return COMMENT.matcher(text).replaceFirst("");
        }
        Matcher quoted = QUOTED.matcher(text);
        if (!quoted.matches()) {
            return null;
        }
        return quoted.group(1) != null ? quoted.group(1) : quoted.group(2).translateEscapes();
    }
}
