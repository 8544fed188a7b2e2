package io.deviceingest.console.routes;

import io.deviceingest.console.routes.Topology.Edge;
import io.deviceingest.console.routes.Topology.Kind;
import io.deviceingest.console.routes.Topology.Node;
import io.deviceingest.site.UriPath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.model.EndpointRequiredDefinition;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.util.URISupport;

/** Reads the topology out of the routes that run. For one thread and one use. */
final class TopologyReader {

    private static final Pattern LAST_RESORT = Pattern.compile("[?&]lastResort=direct(?::|%3A)(?://)?([^&]+)");
    private static final String DATABASE = "end:database";
    private static final String IGNORED = "end:ignored";

    private final ModelCamelContext camel;
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Set<Edge> edges = new LinkedHashSet<>();
    /** The ids of routes by the names of their {@code direct:} endpoints. */
    private final Map<String, String> byName = new HashMap<>();

    private TopologyReader(ModelCamelContext camel) {
        this.camel = camel;
    }

    static Topology read(ModelCamelContext camel) {
        return new TopologyReader(camel).read();
    }

    private Topology read() {
        List<RouteDefinition> routes = List.copyOf(camel.getRouteDefinitions());
        for (RouteDefinition route : routes) {
            String begin = uri(route.getInput().getEndpointUri());
            if (begin.startsWith("direct:")) {
                byName.put(path(begin), route.getRouteId());
            }
        }
        routes.forEach(this::addBeginning);
        routes.forEach(route -> route.getOutputs().forEach(step -> addStep(route.getRouteId(), step)));
        routes.forEach(this::addFailing);
        return new Topology(List.copyOf(nodes.values()), List.copyOf(edges));
    }

    private void addBeginning(RouteDefinition route) {
        String id = route.getRouteId();
        String begin = uri(route.getInput().getEndpointUri());
        if (begin.startsWith("paho-mqtt5:")) {
            Arrays.stream(UriPath.decoded(path(begin)).split(","))
                    .map(String::strip)
                    .forEach(filter -> addSource("filter:" + filter, Kind.FILTER, filter, id));
        } else if (!begin.startsWith("direct:")) {
            addSource("source:" + begin, Kind.TIMER, scheme(begin) + " " + path(begin), id);
        }
        nodes.put(
                id,
                new Node(
                        id,
                        Kind.ROUTE,
                        id,
                        route.getDescriptionText(),
                        route.getGroup(),
                        new ArrayList<>(),
                        file(route.getLocation()),
                        route.getLineNumber()));
    }

    private void addSource(String source, Kind kind, String label, String route) {
        nodes.put(source, Node.plain(source, kind, label));
        edges.add(new Edge(source, route, false));
    }

    /** Only where a mapping fails, or the database rejects a row: what joins no batch does not fail by its message. */
    private void addFailing(RouteDefinition route) {
        if (edges.stream().noneMatch(edge -> edge.from().equals(route.getRouteId()) && isBatch(edge.to()))) {
            return;
        }
        for (RouteConfigurationDefinition errors : List.copyOf(camel.getRouteConfigurationDefinitions())) {
            if (errors.getId().equals(route.getRouteConfigurationId())) {
                errors.getOnExceptions().forEach(clause -> addFailing(route.getRouteId(), clause));
            }
        }
    }

    /** Whether it is the route of a batch: one that messages reach together. */
    private boolean isBatch(String id) {
        return edges.contains(new Edge(id, DATABASE, false));
    }

    private void addFailing(String route, ProcessorDefinition<?> step) {
        if (step instanceof EndpointRequiredDefinition to) {
            String target = byName.get(path(uri(to.getEndpointUri())));
            if (target != null && !target.equals(route)) {
                edges.add(new Edge(route, target, true));
            }
        }
        step.getOutputs().forEach(next -> addFailing(route, next));
    }

    private void addStep(String route, ProcessorDefinition<?> step) {
        if (step instanceof OnExceptionDefinition) {
            // Camel puts those of its configuration into the route.
            return;
        }
        if (step instanceof EndpointRequiredDefinition to) {
            addTarget(route, uri(to.getEndpointUri()));
        }
        step.getOutputs().forEach(next -> addStep(route, next));
    }

    private void addTarget(String route, String uri) {
        switch (scheme(uri)) {
            case "direct" -> addEdge(route, path(uri), false);
            case "batch" -> {
                addEdge(route, path(uri), false);
                Matcher lastResort = LAST_RESORT.matcher(uri);
                if (lastResort.find()) {
                    addEdge(byName.getOrDefault(path(uri), route), lastResort.group(1), true);
                }
            }
            case "jslt" -> nodes.get(route).mappings().add(file(path(uri)));
            case "jdbc" -> addEnd(route, DATABASE, "PostgreSQL");
            case "log" -> {}
            case "bean" -> {
                if (uri.contains("method=ignored")) {
                    addEnd(route, IGNORED, "ignored, counted");
                }
            }
            default -> addEnd(route, "end:" + uri, URISupport.sanitizeUri(uri));
        }
    }

    private void addEdge(String from, String name, boolean failing) {
        edges.add(new Edge(from, byName.getOrDefault(name, name), failing));
    }

    private void addEnd(String route, String id, String label) {
        nodes.putIfAbsent(id, Node.plain(id, Kind.END, label));
        edges.add(new Edge(route, id, false));
    }

    private String uri(String written) {
        return camel.resolvePropertyPlaceholders(written);
    }

    private static String scheme(String uri) {
        return uri.substring(0, Math.max(0, uri.indexOf(':')));
    }

    /** What stands between the scheme and the options. */
    private static String path(String uri) {
        String path = uri.substring(uri.indexOf(':') + 1).replaceFirst("^//", "");
        int options = path.indexOf('?');
        return options < 0 ? path : path.substring(0, options);
    }

    /** The name of a file without its place, which is another one after each live edit. */
    private static String file(String location) {
        return location == null
                ? null
                : Path.of(UriPath.decoded(location.replaceFirst("^file:", "")))
                        .getFileName()
                        .toString();
    }
}
