package io.deviceingest;

import io.deviceingest.json.InvalidMappingException;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.RuntimeCamelException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Prints a mistake in a site's files as a sentence with its place, instead of a stack trace. */
final class RouteMistakeAnalyzer implements FailureAnalyzer {

    @Override
    public FailureAnalysis analyze(Throwable failure) {
        Throwable mistake = failure;
        while (mistake != null && !isOfRoutes(mistake)) {
            mistake = mistake.getCause();
        }
        if (mistake == null) {
            return null;
        }
        return new FailureAnalysis(
                "The routes cannot be built:\n\n" + whereAndWhat(mistake),
                "Correct the file that is named, below ROUTES_DIR: look for an open quote, an indentation, and the"
                        + " name of a component, an option or a route that does not exist.",
                failure);
    }

    private static boolean isOfRoutes(Throwable failure) {
        return failure instanceof FailedToCreateRouteException
                || failure instanceof RuntimeCamelException
                || failure instanceof YamlEngineException
                || failure instanceof InvalidMappingException
                || failure instanceof MissingRouteException;
    }

    /** The outer text says where, the innermost one says what; often the outer one says both. */
    private static String whereAndWhat(Throwable mistake) {
        Throwable innermost = mistake;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        String where = String.valueOf(mistake.getMessage());
        String what = String.valueOf(innermost.getMessage());
        return where.contains(what) ? where : where + "\n\n" + what;
    }
}
