package io.deviceingest.faults;

import io.deviceingest.testkit.PackagedProgram;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.tools.ToolProvider;

/**
 * A program that breaks the promise: one of its classes, changed in one place of its source. It exists while a test
 * runs, and in no jar.
 *
 * @param source of the class, below {@code src/main/java/io/deviceingest}
 * @param original what stands there, once
 * @param changed what a mistake would have put in its place
 */
record Mutant(String source, String original, String changed) {

    private static final Path SOURCES = Path.of("src", "main", "java");

    /** Compiles it below a directory, and returns the settings of a program that has its class in place of its own. */
    Map<String, String> compile(Path directory) throws IOException {
        Path file = Path.of("io", "deviceingest").resolve(source);
        String text = Files.readString(SOURCES.resolve(file));
        if (!text.contains(original) || text.indexOf(original) != text.lastIndexOf(original)) {
            throw new IllegalStateException(source + " must contain once: " + original);
        }
        Path mutated = directory.resolve("source").resolve(file);
        Files.createDirectories(mutated.getParent());
        Files.writeString(mutated, text.replace(original, changed));
        Path classes = Files.createDirectories(directory.resolve("classes"));
        ByteArrayOutputStream problems = new ByteArrayOutputStream();
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        problems,
                        "-parameters",
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString(),
                        mutated.toString());
        if (result != 0) {
            throw new IllegalStateException(problems.toString(StandardCharsets.UTF_8));
        }
        return Map.of(PackagedProgram.CLASSES_FIRST, classes.toString());
    }
}
