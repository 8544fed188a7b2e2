package io.deviceingest.cases;

import io.deviceingest.clock.IngestClock;
import io.deviceingest.command.SiteCommand;
import io.deviceingest.database.DatabaseFailures;
import io.deviceingest.database.DatabaseProblem;
import io.deviceingest.message.Arrival;
import io.deviceingest.problem.Problem;
import io.deviceingest.settings.RouteSettings;
import io.deviceingest.site.RouteMistakes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.dao.DataAccessException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/**
 * Runs the cases of the site: what the routes make of each message, compared with what the case expects.
 *
 * <p>Exit code 0: all as expected; 1: something differs, or the routes cannot be built; 2: wrong usage, or a setting or
 * the database stands in the way.
 */
@Command(
        name = "cases",
        customSynopsis = {
            "device-ingest cases [--rows] [NAME...]",
            "       device-ingest cases --record [--rows] TOPIC PAYLOAD [NAME]"
        },
        description = "Run the cases below ROUTES_DIR, and say what differs; or write a new one.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class CasesCommand extends SiteCommand {

    @Option(
            names = "--rows",
            description = "Down to the rows in the database of DB_URL, in transactions that are rolled back.")
    private boolean rows;

    @Option(
            names = "--record",
            description = "Write a new case from what the message becomes now. The PAYLOAD - is read from the standard"
                    + " input; without a NAME (route/case) one is made of route and topic.")
    private boolean record;

    @Parameters(
            paramLabel = "NAME",
            description = "A case such as sensor/seven-metrics, or a route for all of its cases; none for all.")
    private List<String> words = new ArrayList<>();

    /** No broker is needed. */
    @Override
    protected boolean needs(String setting) {
        return setting.matches("ROUTES_.*|MQTT_TOPIC|PAYLOAD_LIMIT" + (rows ? "|DB_.*" : ""));
    }

    @Override
    protected int run() throws Exception {
        RouteSettings routes = settings().routes();
        try (CaseRunner depth = rows ? CaseRunner.rows(environment()) : CaseRunner.mapping(environment())) {
            return record ? record(routes, depth) : run(chosen(routes), depth);
        } catch (DatabaseProblem e) {
            err().println(e.problem());
            return HINDERED;
        } catch (DataAccessException e) {
            err().println(new DatabaseFailures(settings().database()).explain(e).problem());
            return HINDERED;
        } catch (ParameterException | IOException e) {
            throw e;
        } catch (Exception e) {
            out().println(RouteMistakes.problem(e));
            return 1;
        }
    }

    private Cases chosen(RouteSettings routes) throws IOException {
        try {
            Cases cases = Cases.of(routes).named(words);
            if (cases.names().isEmpty()) {
                throw new IllegalArgumentException(
                        new Problem("there is no case below " + routes.directory(), "--record").toString());
            }
            return cases;
        } catch (IllegalArgumentException e) {
            throw misuse(e.getMessage());
        }
    }

    private int run(Cases cases, CaseRunner depth) throws Exception {
        List<CaseResult> results = cases.run(depth);
        for (CaseResult result : results) {
            out().println((result.isGood() ? "ok    " : "DIFF  ") + result.name());
            result.mismatches().forEach(mismatch -> out().println("        " + mismatch));
        }
        long bad = results.stream().filter(result -> !result.isGood()).count();
        out().println();
        out().println(results.size() - bad + " ok, " + bad + " different" + (rows ? ", down to the rows" : ""));
        return bad == 0 ? 0 : 1;
    }

    private int record(RouteSettings routes, CaseRunner depth) throws Exception {
        if (words.size() < 2 || words.size() > 3) {
            throw misuse("--record needs TOPIC PAYLOAD, and may have a NAME such as sensor/frost");
        }
        String topic = words.get(0);
        byte[] payload = words.get(1).equals("-")
                ? System.in.readAllBytes()
                : words.get(1).getBytes(StandardCharsets.UTF_8);
        long now = new IngestClock(Clock.systemUTC()).micros();
        Arrival arrival = new Arrival(topic, payload, 1, false, false, Map.of(), now);
        Path file = Cases.file(routes, words.size() == 3 ? words.get(2) : name(topic, depth));
        Rows came = depth.rows(new Case(arrival, Expectation.NONE));
        if (came.failure() != null) {
            out().println("Nothing is recorded: " + came.failure());
            return 1;
        }
        Files.createDirectories(file.getParent());
        if (Files.exists(file)) {
            throw misuse(new Problem(file + " is there already", "another NAME behind the payload").toString());
        }
        Files.writeString(
                file, forEditors(routes, file) + CaseRecorder.record(arrival, came), StandardOpenOption.CREATE_NEW);
        out().println("Written: " + file + "; look at what it expects, and say in its description what it shows");
        return 0;
    }

    /** The line by which an editor finds the schema of cases; none where a site has no copy of it. */
    private static String forEditors(RouteSettings routes, Path file) {
        Path schema = routes.directory().resolve("case.schema.json");
        Path folder = file.toAbsolutePath().getParent();
        return Files.exists(schema)
                ? "# yaml-language-server: $schema=" + folder.relativize(schema.toAbsolutePath()) + "\n"
                : "";
    }

    private static String name(String topic, CaseRunner depth) {
        return depth.routes().route(topic) + "/"
                + topic.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-|-$", "");
    }
}
