package io.deviceingest.site;

import io.deviceingest.batch.BatchEndpoint;
import io.deviceingest.file.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.direct.DirectEndpoint;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.support.PatternHelper;

/**
 * A step hands messages to a route that does not exist, or a route names error handling that does not. Found before the first message: it could be neither stored nor
 * dead-lettered, and would be redelivered forever.
 */
public final class MissingRouteException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Set<String> missing;

    private MissingRouteException(String sentence, Set<String> missing) {
        super(sentence + ": " + String.join(", ", missing));
        this.missing = missing;
    }

    /** Where it is written, as well as a text shows it: the file and line that first end in one of the missing names. */
    FileMistake in(List<Path> files) throws IOException {
        List<String> names = missing.stream()
                .map(address -> address.replaceFirst(".*://", ""))
                .toList();
        for (Path file : files) {
            List<String> lines = TextFile.text(file).lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i).replaceAll("[\"'\\s]+$", "");
                if (names.stream().anyMatch(name -> line.matches(".*[:/,\\s\"']" + Pattern.quote(name)))) {
                    return new FileMistake(file, i + 1, getMessage());
                }
            }
        }
        return new FileMistake(files.get(0), 1, getMessage());
    }

    /**
     * Looks through routes that are built.
     *
     * @throws MissingRouteException if a {@code direct:}, a {@code batch:} or a {@code routeConfigurationId} of them
     *     leads nowhere
     */
    public static void check(CamelContext routes) {
        Set<String> beginnings = routes.getRoutes().stream()
                .map(route -> route.getEndpoint().getEndpointUri())
                .collect(Collectors.toSet());
        Set<String> missing = routes.getEndpoints().stream()
                .flatMap(MissingRouteException::beginningsBehind)
                .filter(beginning -> !beginnings.contains(beginning))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!missing.isEmpty()) {
            throw new MissingRouteException("Messages are handed to what no route begins with", missing);
        }
        checkConfigurations(routes.getCamelContextExtension().getContextPlugin(Model.class));
    }

    /** Camel takes a name without a match for none: what fails in such a route would be neither dead-lettered nor logged. */
    private static void checkConfigurations(Model model) {
        Set<String> missing = model.getRouteDefinitions().stream()
                .map(RouteDefinition::getRouteConfigurationId)
                .filter(Objects::nonNull)
                .flatMap(ids -> Arrays.stream(ids.split(",")))
                .filter(id -> model.getRouteConfigurationDefinitions().stream()
                        .noneMatch(configuration -> PatternHelper.matchPattern(configuration.getId(), id)))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!missing.isEmpty()) {
            throw new MissingRouteException("Routes name a routeConfiguration that no file has", missing);
        }
    }

    /** The addresses that the routes must begin with to which an endpoint hands messages. */
    private static Stream<String> beginningsBehind(Endpoint endpoint) {
        if (endpoint instanceof BatchEndpoint batch) {
            return Stream.concat(
                    Stream.of("direct://" + batch.name()),
                    Stream.ofNullable(batch.lastResort())
                            .map(route -> route.replaceFirst("^direct:(//)?", "direct://")));
        }
        return endpoint instanceof DirectEndpoint ? Stream.of(endpoint.getEndpointUri()) : Stream.empty();
    }
}
