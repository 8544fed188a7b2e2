package io.deviceingest.console.overview;

import io.deviceingest.console.routes.InForce;
import io.deviceingest.console.routes.RoutesModel.Edit;
import io.deviceingest.console.web.Shown;
import io.deviceingest.management.HealthPage;
import io.deviceingest.problem.Problem;
import io.deviceingest.settings.Settings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** Reads the health page for people: the parts in the order of a message's way. Immutable. */
final class PartsOfTheWay {

    /** The parts of the health page, and what people call them. */
    private static final Map<String, String> TITLES = new LinkedHashMap<>();

    static {
        TITLES.put("mqtt", "Broker");
        TITLES.put("routes", "Routes");
        TITLES.put("backlog", "Batch");
        TITLES.put("database", "Database");
        TITLES.put("schema", "Schema");
    }

    private final Settings settings;
    private final Samples samples;

    PartsOfTheWay(Settings settings, Samples samples) {
        this.settings = settings;
        this.samples = samples;
    }

    List<Part> of(HealthPage health) {
        return TITLES.keySet().stream()
                .map(name -> part(name, health.components().get(name)))
                .toList();
    }

    /** What keeps the program from having started; empty once it has. */
    Optional<Problem> start(HealthPage health) {
        Health start = health.components().get("start");
        return isUp(start) ? Optional.empty() : Problem.fromDetails(start.getDetails());
    }

    private Part part(String name, Health health) {
        Map<String, Object> details = health.getDetails();
        List<Problem> problems = new ArrayList<>();
        Problem.fromDetails(details).ifPresent(problems::add);
        Stream.of("takenOver", "leftOver")
                .flatMap(key -> details.get(key) instanceof Map<?, ?> found ? Stream.of(text(found)) : Stream.empty())
                .flatMap(found -> Problem.fromDetails(found).stream())
                .forEach(problems::add);
        Optional<Edit> edit = Edit.of(details);
        edit.ifPresent(one -> problems.addAll(problems(one)));
        boolean up = isUp(health);
        String state = problems.isEmpty() ? "good" : "warn";
        return new Part(
                name,
                TITLES.get(name),
                up ? state : "bad",
                edit.map(one -> "edit " + one.word()).orElseGet(() -> word(name, up)),
                since(name, health),
                detail(name, details),
                problems);
    }

    private Instant since(String name, Health health) {
        Instant seen = samples.since(name, health);
        return name.equals("routes")
                        && isUp(health)
                        && Edit.of(health.getDetails()).isEmpty()
                ? InForce.since(health.getDetails())
                : seen;
    }

    private static boolean isUp(Health health) {
        return health.getStatus().equals(Status.UP);
    }

    private static Map<String, Object> text(Map<?, ?> details) {
        Map<String, Object> text = new LinkedHashMap<>();
        details.forEach((name, value) -> text.put(String.valueOf(name), value));
        return text;
    }

    /** An edit of the site's files that is not in force. */
    private static List<Problem> problems(Edit edit) {
        List<Problem> problems = new ArrayList<>();
        problems.add(new Problem(
                "The edit of " + String.join(", ", edit.files())
                        + (edit.isRejected() ? " is rejected; the routes before it run" : " waits"),
                "fix what is named below; the next save is checked again"));
        edit.because().forEach(line -> problems.add(new Problem(line.strip(), "")));
        return problems;
    }

    private static String word(String name, boolean up) {
        return switch (name) {
            case "mqtt" -> up ? "subscribed" : "not subscribed";
            case "routes" -> up ? "in force" : "not running";
            case "backlog" -> up ? "keeps up" : "held";
            case "database" -> up ? "answers" : "no answer";
            default -> up ? "up to date" : "not ready";
        };
    }

    private String detail(String name, Map<String, Object> details) {
        return switch (name) {
            case "mqtt" -> String.valueOf(details.get("broker"));
            case "routes" -> "in force since " + Shown.time(InForce.since(details));
            case "backlog" ->
                details.get("inFlight") + " in flight, for " + details.get("oldestUnacknowledgedSeconds") + " s";
            case "database" -> DatabaseName.of(settings.database().url());
            default -> settings.database().migrate() ? "migrated by the program" : "migrated by a DBA";
        };
    }
}
