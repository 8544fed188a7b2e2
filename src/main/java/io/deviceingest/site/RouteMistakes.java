package io.deviceingest.site;

import io.deviceingest.file.TextFile;
import io.deviceingest.file.UnusableFileException;
import io.deviceingest.problem.Causes;
import io.deviceingest.problem.Printable;
import io.deviceingest.problem.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.RuntimeCamelException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Explains a mistake in a site's files, with its place. */
public final class RouteMistakes {

    /** What helps against all of them. */
    public static final String REMEDY = "correct the file that is named, below ROUTES_DIR: look for an open quote, an"
            + " indentation, and the name of a component, an option or a route that does not exist";

    /** Camel shows the route and the step as it would write them; the file and the route's name say as much. */
    private static final Pattern SHOWN_ROUTE =
            Pattern.compile("( at: >>> .*)? (<<< in route|\\(source): .*?(?= because: )");

    /** An object in Camel's texts, of which a reader wants the name. */
    private static final Pattern SHOWN_BEAN = Pattern.compile("(?:[a-z]+\\.)+([A-Z]\\w+)@[0-9a-f]+ of type: \\S+");

    /** What the wrong field stands in, of which Camel says the class; the field and its line follow. */
    private static final Pattern SHOWN_NODE =
            Pattern.compile("^Error constructing YAML node id: \\S+ in .*? \\^ (?=.*\\bline \\d+)");

    private static final Pattern LINE = Pattern.compile("\\bline (\\d+)\\b");

    private static final Pattern ROUTE = Pattern.compile("Failed to create route:? (\\S+)");

    private RouteMistakes() {}

    /** Where and what, in one or several lines; null where the failure does not come from the routes. */
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
        String line = Printable.line(
                (words == null ? Objects.requireNonNullElse(failure.getMessage(), failure.toString()) : words).strip());
        String told =
                SHOWN_NODE.matcher(SHOWN_ROUTE.matcher(line).replaceFirst("")).replaceFirst("");
        return SHOWN_BEAN.matcher(told).replaceAll("$1");
    }

    /** The same with what helps. */
    public static Problem problem(Throwable failure) {
        return new Problem(line(failure), REMEDY);
    }

    /** The same with the file and its line, as far as the failure tells. */
    static FileMistake in(Path file, Throwable failure) {
        if (failure instanceof UnusableFileException unusable) {
            return new FileMistake(file, unusable.line(), failure.getMessage());
        }
        String line = line(failure);
        Matcher number = LINE.matcher(line);
        Matcher route = ROUTE.matcher(line);
        int place = number.find()
                ? Integer.parseInt(number.group(1))
                : route.find() ? lineOf(file, "id: " + route.group(1)) : 1;
        return new FileMistake(file, place, line.contains(file.toString()) ? line : file + ": " + line);
    }

    private static int lineOf(Path file, String text) {
        try {
            List<String> lines = TextFile.text(file).lines().map(String::strip).toList();
            return 1 + Math.max(0, lines.indexOf(text));
        } catch (UnusableFileException e) {
            return 1;
        }
    }

    private static boolean isOfRoutes(Throwable failure) {
        return failure instanceof FailedToCreateRouteException
                || failure instanceof RuntimeCamelException
                || failure instanceof YamlEngineException
                || failure instanceof UnusableFileException
                || failure instanceof InvalidMappingException
                || failure instanceof MissingRouteException;
    }

    /** The outer text says where, the innermost one says what; often the outer one says both. */
    private static String whereAndWhat(Throwable mistake) {
        String where = String.valueOf(mistake.getMessage());
        String what = String.valueOf(Causes.rootOf(mistake).getMessage());
        return where.contains(what) ? where : where + "\n\n" + what;
    }
}
