package io.deviceingest.settings;

import io.deviceingest.file.TextFile;
import io.deviceingest.file.UnusableFileException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Reads a directory with one file per setting, named like it, as Kubernetes, Docker and systemd make them. A value is
 * the file's text without one line end at its end, whatever else it holds. Other files may lie there too.
 */
final class SecretFiles {

    private static final Pattern SETTING = Pattern.compile("[A-Z][A-Z0-9_]*");
    private static final Pattern LINE_END = Pattern.compile("\r?\n\\z");

    private SecretFiles() {}

    /** @param mistakes gets a sentence, without any content, for each file of a setting that cannot be read */
    static Map<String, Object> read(Path directory, Consumer<String> mistakes) {
        Map<String, Object> values = new TreeMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (!name.startsWith(".") && !Files.isDirectory(file)) {
                    try {
                        values.put(name, LINE_END.matcher(TextFile.text(file)).replaceFirst(""));
                    } catch (UnusableFileException e) {
                        if (SETTING.matcher(name).matches()) {
                            mistakes.accept("SECRETS_DIR must hold text files, but " + name + " in it " + e.sentence());
                        }
                    }
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            mistakes.accept("SECRETS_DIR must be a directory that can be read, but reading it failed: " + e);
        }
        return values;
    }
}
