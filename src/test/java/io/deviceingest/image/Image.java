package io.deviceingest.image;

import io.deviceingest.testkit.PackagedProgram;
import io.deviceingest.testkit.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An image without its base, laid out in a folder: what a container engine would run, and as whom. It runs here with
 * this machine's Java, as that user where the tests are root, over a tree that nobody may write.
 *
 * @param root the folder that is the container's root
 * @param directory the working directory in it, absolute
 * @param user numeric, {@code user:group}
 */
record Image(
        String name,
        Path root,
        String directory,
        String user,
        List<String> entryPoint,
        Map<String, String> environment) {

    /** What "java" means in an image, here. */
    static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** Starts it, with a temporary directory of its own beside the output. */
    PackagedProgram start(Path output, Map<String, String> settings) throws Exception {
        return PackagedProgram.start(command(output.resolveSibling("tmp")), output, settings);
    }

    /** Its command line for arguments, as `args` of a container give them, not started. */
    ProcessBuilder command(Path temporary, String... arguments) throws Exception {
        Files.createDirectories(temporary);
        List<String> words = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            String[] ids = user.split(":", -1);
            Files.setAttribute(temporary, "unix:uid", Integer.valueOf(ids[0]));
            words.addAll(Tool.named("setpriv")
                    .command("--reuid=" + ids[0], "--regid=" + ids[1], "--clear-groups", "--no-new-privs")
                    .command());
        }
        entryPoint.forEach(word -> words.add(word.equals("java") ? JAVA : here(word)));
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(root.resolve(directory.substring(1)).toFile());
        builder.environment().putAll(environment);
        builder.environment()
                .put(
                        "JAVA_TOOL_OPTIONS",
                        "-Djava.io.tmpdir=" + temporary.toAbsolutePath() + " -XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
        return builder;
    }

    /** A text in which absolute paths of the image are those of the folder. */
    String here(String text) {
        return text.replace("/app", root.toAbsolutePath() + "/app");
    }

    /** Takes everybody's right to write anything in it. */
    Image readOnly() throws IOException {
        for (Path path : files()) {
            path.toFile().setWritable(false, false);
        }
        return this;
    }

    /** All that is in it. */
    List<Path> files() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.toList();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
