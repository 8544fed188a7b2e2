package io.deviceingest.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.util.FileSystemUtils;

/** Carries out the Dockerfile without a container engine: the few instructions that it is made of, and no others. */
final class DockerfileImage {

    private final Path folder;
    private final Map<String, Path> stages = new HashMap<>();
    private Path root;
    private String directory;
    private String user = "0:0";
    private List<String> entryPoint = List.of();

    private DockerfileImage(Path folder) {
        this.folder = folder;
    }

    static Image build(Path folder) throws Exception {
        DockerfileImage build = new DockerfileImage(folder);
        for (String line : Files.readAllLines(Path.of("Dockerfile"))) {
            if (!line.startsWith("#")) {
                build.carryOut(line.split(" ", 2)[0], line.split(" ", 2)[1]);
            }
        }
        return new Image("Dockerfile", build.root, build.directory, build.user, build.entryPoint, Map.of());
    }

    private void carryOut(String instruction, String rest) throws Exception {
        switch (instruction) {
            case "FROM" -> {
                String name = rest.contains(" AS ") ? rest.substring(rest.indexOf(" AS ") + " AS ".length()) : "last";
                root = Files.createDirectories(folder.resolve(name));
                stages.put(name, root);
                directory = "/";
            }
            case "WORKDIR" -> {
                directory = rest;
                Files.createDirectories(here());
            }
            case "COPY" -> copy(rest);
            case "RUN" -> run(words(rest));
            case "USER" -> user = rest;
            case "ENTRYPOINT" -> entryPoint = words(rest);
            default -> throw new IllegalStateException("Dockerfile: " + instruction + " is not known to this test");
        }
    }

    private void copy(String rest) throws Exception {
        Path from = Path.of("");
        String[] words = rest.split(" ", -1);
        if (words[0].startsWith("--from=")) {
            from = stages.get(words[0].substring("--from=".length()));
            words = Arrays.copyOfRange(words, 1, words.length);
        }
        Path to = here().resolve(words[words.length - 1]).normalize();
        for (String word : Arrays.copyOf(words, words.length - 1)) {
            Path source = from.resolve(word);
            if (Files.isDirectory(source)) {
                FileSystemUtils.copyRecursively(source, to);
            } else {
                Files.copy(source, to.resolve(source.getFileName()));
            }
        }
    }

    private void run(List<String> words) throws Exception {
        List<String> command = words.stream()
                .map(word -> word.equals("java") ? Image.JAVA : word)
                .toList();
        Process process = new ProcessBuilder(command)
                .directory(here().toFile())
                .inheritIO()
                .start();
        if (process.waitFor() != 0) {
            throw new IllegalStateException(words + " ended with " + process.exitValue());
        }
    }

    private Path here() {
        return root.resolve(directory.substring(1));
    }

    private static List<String> words(String json) throws Exception {
        return List.of(new ObjectMapper().readValue(json, String[].class));
    }
}
