package io.deviceingest.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.deviceingest.testkit.Tool;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What {@code kubectl kustomize} makes of a folder: objects, read strictly. */
final class Manifests {

    static final Path OVERLAYS = Path.of("k8s", "overlays");

    /** Each folder is built once per test run. */
    private static final Map<Path, Manifests> BUILT = new ConcurrentHashMap<>();

    private final List<JsonNode> objects;

    private Manifests(List<JsonNode> objects) {
        this.objects = objects;
    }

    /**
     * Builds a folder.
     *
     * @throws IllegalStateException with what kubectl says is wrong
     */
    static Manifests of(Path folder) throws Exception {
        if (!BUILT.containsKey(folder)) {
            BUILT.put(folder, build(folder));
        }
        return BUILT.get(folder);
    }

    private static Manifests build(Path folder) throws Exception {
        Tool.Result built = Tool.named("kubectl").run("kustomize", folder.toString());
        if (built.exitCode() != 0) {
            throw new IllegalStateException(folder + " cannot be built: " + built.output());
        }
        List<JsonNode> objects = new ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(built.output())) {
            objects.add(new ObjectMapper().valueToTree(document));
        }
        return new Manifests(objects);
    }

    static Manifests ofOverlay(String name) throws Exception {
        return of(OVERLAYS.resolve(name));
    }

    List<JsonNode> objects() {
        return objects;
    }

    /** All objects of a kind that Kubernetes itself has. */
    <T extends HasMetadata> List<T> all(Class<T> kind) {
        return objects.stream()
                .filter(object -> object.path("kind").asText().equals(HasMetadata.getKind(kind)))
                .map(object -> kind.cast(StrictModel.read(object)))
                .toList();
    }

    /** The one object of a kind whose name begins so; Kustomize puts suffixes behind it. */
    <T extends HasMetadata> T one(Class<T> kind, String name) {
        List<T> found = all(kind).stream()
                .filter(object -> object.getMetadata().getName().startsWith(name))
                .toList();
        if (found.size() != 1) {
            throw new IllegalStateException(HasMetadata.getKind(kind) + " " + name + "*: " + found.size() + " found");
        }
        return found.get(0);
    }

    /** Every text anywhere in the objects. */
    Stream<String> texts() {
        return objects.stream().flatMap(Manifests::texts);
    }

    private static Stream<String> texts(JsonNode node) {
        List<JsonNode> below = new ArrayList<>();
        node.forEach(below::add);
        return node.isTextual() ? Stream.of(node.asText()) : below.stream().flatMap(Manifests::texts);
    }
}
