package io.deviceingest.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deviceingest.testkit.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The image that the build's {@code jib:buildTar} has made over nothing ({@code scratch}). */
final class JibImage {

    static final Path TAR = Path.of("target", "image-without-base.tar");

    private JibImage() {}

    /** Unpacks its layers, one over the other, as a container engine does. */
    static Image unpack(Path folder) throws Exception {
        Path parts = Files.createDirectories(folder.resolve("parts"));
        Path root = Files.createDirectories(folder.resolve("root"));
        Tool tar = Tool.named("tar");
        tar.mustRun("-xf", TAR.toString(), "-C", parts.toString());
        JsonNode manifest = json(parts.resolve("manifest.json")).get(0);
        for (String layer : texts(manifest.path("Layers"))) {
            tar.mustRun("-xzf", parts.resolve(layer).toString(), "-C", root.toString());
        }
        JsonNode config = json(parts.resolve(manifest.path("Config").asText())).path("config");
        Map<String, String> environment = new LinkedHashMap<>();
        for (String entry : texts(config.path("Env"))) {
            environment.put(entry.split("=", 2)[0], entry.split("=", 2)[1]);
        }
        Image image = new Image(
                "Jib",
                root,
                config.path("WorkingDir").asText(),
                config.path("User").asText(),
                texts(config.path("Entrypoint")),
                environment);
        // It names the class path by absolute paths of the container.
        Path classPath = root.resolve("app/jib-classpath-file");
        Files.writeString(classPath, image.here(Files.readString(classPath)));
        return image;
    }

    /** The folder that each layer fills, lowest first; those that hold single files beside them say nothing more. */
    static List<String> layers(Path folder) throws Exception {
        Path parts = folder.resolve("parts");
        List<String> folders = new ArrayList<>();
        for (String layer : texts(json(parts.resolve("manifest.json")).get(0).path("Layers"))) {
            String listing = Tool.named("tar")
                    .run("-tzf", parts.resolve(layer).toString())
                    .output();
            listing.lines()
                    .filter(line -> line.matches("app/\\w+/"))
                    .map(line -> line.substring(0, line.length() - 1))
                    .forEach(folders::add);
        }
        return folders;
    }

    private static JsonNode json(Path file) throws Exception {
        return new ObjectMapper().readTree(file.toFile());
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
