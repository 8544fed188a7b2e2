package io.deviceingest.site;

import java.util.regex.Pattern;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.RuntimeCamelException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Says a mistake in a site's files in words, with its place. */
public final class RouteMistakes {

    /** What helps against all of them. */
    public static final String REMEDY = "correct the file that is named, below ROUTES_DIR: look for an open quote, an"
            + " indentation, and the name of a component, an option or a route that does not exist";

    /** Camel shows the route and the step as it would write them; the file and the route's name say as much. */
    private static final Pattern SHOWN_ROUTE =
            Pattern.compile("( at: >>> .*)? (<<< in route|\\(source): .*?(?= because: )");

    /** An object in Camel's texts, of which a reader wants the name. */
    private static final Pattern SHOWN_BEAN = Pattern.compile("(?:[a-z]+\\.)+([A-Z]\\w+)@[0-9a-f]+ of type: \\S+");

    private RouteMistakes() {}

    /** Where and what, in one or several lines; null where the failure is none of the routes. */
    public static String words(Throwable failure) {
        Throwable mistake = failure;
        while (mistake != null && !isOfRoutes(mistake)) {
            mistake = mistake.getCause();
        }
        return mistake == null ? null : whereAndWhat(mistake);
    }

    /** The same in one line, and short, for any failure of a route file. */
    public static String line(Throwable failure) {
        String words = words(failure);
        String line = (words == null ? String.valueOf(failure.getMessage()) : words)
                .strip()
                .replaceAll("\\s*\\R\\s*", " ");
        return SHOWN_BEAN.matcher(SHOWN_ROUTE.matcher(line).replaceFirst("")).replaceAll("$1");
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
